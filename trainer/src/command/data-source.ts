import { resolve } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { checkpointSource } from '@stillhouse/domain/recipe/checkpoint-source.ts';
import { fetchDataset } from '../hub/fetch-dataset.ts';
import type { HubSettings } from '../hub/hub.ts';
import type { Progress, ProgressBar } from '../progress/progress.ts';

const onHub = 'hub:';

/** What `--data` names, whatever the working folder: a data set of the Hub as it stands, a folder by its whole path. */
export function dataSource(given: string): string {
  return isOnHub(given) ? given : resolve(given);
}

/** Whether `--data` names a data set of the Hub. */
export function isOnHub(source: string): boolean {
  return source.startsWith(onHub);
}

/**
 * The folder that a task's files lie in. Those of a data set of the Hub, `hub:nyu-mll/glue` or `hub:nyu-mll/glue@REVISION`, are brought to
 * this machine, the given folders of it alone.
 *
 * @param folders names of the tasks' folders in the data set: `rte`
 * @throws ExpectedError where they cannot be had
 */
export async function dataFolder(
  source: string,
  folders: readonly string[],
  { hub, progress, signal }: { hub: HubSettings; progress: Progress; signal: AbortSignal },
): Promise<string> {
  if (!isOnHub(source)) return source;
  const found = checkpointSource(source.slice(onHub.length));
  if (found?.kind !== 'hub') {
    throw new ExpectedError(
      'BAD_INPUT',
      `${source} is not a supported dataset of the Hugging Face Hub. Use hub:nyu-mll/glue.`,
      ['data'],
    );
  }
  let bar: ProgressBar | undefined;
  try {
    return await fetchDataset(
      {
        hub,
        repository: { type: 'dataset', name: found.name, revision: found.revision ?? 'main' },
        signal,
        onProgress({ came, done, total }) {
          bar ??= progress.begin(`Downloading ${found.name}`, 'bytes');
          bar.update({ step: done, steps: total, examples: came });
        },
        onWait: (sentence) => progress.say(sentence),
      },
      folders,
    );
  } finally {
    bar?.end();
  }
}
