import { fetchModel } from '../hub/fetch-model.ts';
import type { HubSettings } from '../hub/hub.ts';
import type { Progress, ProgressBar } from '../progress/progress.ts';
import type { FetchModel } from '../stage/starting-points.ts';

/** Brings models of the Hub, and shows how far a download is. */
export function hubModels(hub: HubSettings, progress: Progress, signal: AbortSignal): FetchModel {
  return async ({ name, revision }) => {
    let bar: ProgressBar | undefined;
    let result = 'interrupted';
    try {
      const folder = await fetchModel({
        hub,
        repository: { type: 'model', name, revision: revision ?? 'main' },
        signal,
        onProgress({ came, done, total }) {
          bar ??= progress.begin(`Downloading ${name}`, 'bytes');
          bar.update({ step: done, steps: total, examples: came });
        },
        onWait: (sentence) => progress.say(sentence),
      });
      result = `in ${folder}`;
      return folder;
    } finally {
      bar?.end(result);
    }
  };
}
