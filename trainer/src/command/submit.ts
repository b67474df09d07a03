import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type Command, Option } from 'commander';
import { type BackendName, backendNames } from '../backend/backend.ts';
import { chooseBackend } from '../backend/choose-backend.ts';
import { readEnvironment } from '../environment.ts';
import { writeFileAtomically } from '../file/write-atomically.ts';
import { openRecorder } from '../record/open-recorder.ts';
import { readRunFolder } from '../stage/run/read-run.ts';
import { makeSubmission } from '../stage/submission/make-submission.ts';
import { address, names } from './arguments.ts';
import { dataFolder, dataSource } from './data-source.ts';
import { destinationOf } from './destination.ts';
import { bareRunId } from './find-ledger.ts';
import { interruptible } from './interrupt.ts';
import { progressFor } from './progress-for.ts';
import { requireDataFolder } from './require-inputs.ts';

interface SubmitOptions {
  runs: string[];
  data: string;
  out: string;
  partial: boolean;
  force: boolean;
  record: boolean;
  offline: boolean;
  backend?: BackendName;
  api?: string;
}

const examples = `
Example:
  npx stillhouse submit --runs 0c5be0a2-…,7d1f… --data glue --out submission.zip

A run for each of the nine tasks; MNLI's makes MNLI-m, MNLI-mm and AX. A student retrieves from its teacher's knowledge base with the policy
that was chosen for it. Every file is checked line by line as the server will, and no zip is written where one line is wrong. With
--partial, tasks may be missing and test files may have other lengths than GLUE's: the server takes no such zip.`;

/** `stillhouse submit` */
export function addSubmit(program: Command): void {
  program
    .command('submit')
    .description("Predict GLUE's unlabeled test sets and write the zip file for the GLUE server.")
    .requiredOption('--runs <ids>', 'ids of runs trained on this machine, one per task', names)
    .requiredOption('-d, --data <folder>', 'folder with one subfolder per task, or hub:nyu-mll/glue')
    .option('--out <file>', 'output file', 'submission.zip')
    .option('--partial', 'allow missing tasks and test files of any length', false)
    .option('--force', 'overwrite an existing output file', false)
    .option('--offline', 'use Hugging Face data from the cache only', false)
    .option('--no-record', 'do not store the zip as an artifact of the runs')
    .addOption(
      new Option('-b, --backend <name>', 'backend; default: the fastest available').choices(backendNames),
    )
    .option('--api <url>', 'URL of the API to record to', address)
    .addHelpText('after', examples)
    .action(submit);
}

async function submit(options: SubmitOptions): Promise<void> {
  const environment = readEnvironment();
  const out = resolve(options.out);
  if (!options.force) await refuseExisting(out);
  const ids = options.runs.map(bareRunId);
  const runs = [];
  for (const id of ids) runs.push(await readRunFolder(join(environment.home, 'checkpoints', id)));
  const source = dataSource(options.data);
  await requireDataFolder(source);
  const progress = progressFor(process.stderr);
  const say = (line: string) => progress.say(line);
  const backend = await chooseBackend(options.backend ?? environment.backend ?? null);
  say(`Predicting on ${backend.name}${backend.device ? `, ${backend.device}` : ''}.`);
  const interruption = interruptible(say);
  try {
    const { partial } = options;
    const hub = { ...environment.hub, offline: options.offline || environment.hub.offline };
    const folders = runs.flatMap(({ task: { id } }) => (id === 'mnli' ? [id, 'ax'] : [id]));
    const from = { hub, progress, signal: interruption.signal };
    const folder = await dataFolder(source, folders, from);
    const zip = await makeSubmission({
      runs,
      dataFolder: folder,
      partial,
      signal: interruption.signal,
      progress,
    });
    await writeFileAtomically(out, zip);
    console.log(`${out}, ${zip.length} bytes`);
    if (!options.record) return;
    const opened = await openRecorder(destinationOf(environment, options.api, say));
    try {
      const sha256 = createHash('sha256').update(zip).digest('hex');
      const name = `submission-${sha256.slice(0, 8)}.zip`;
      for (const run of ids)
        await opened.recorder.saveArtifact({ run, name, kind: 'submission', sha256, bytes: zip.length }, out);
      await opened.recorder.flush();
      say(`Recorded as ${name} of ${ids.length === 1 ? 'its run' : 'its runs'}. ${opened.where}`);
    } finally {
      await opened.close();
    }
  } catch (error) {
    process.exitCode = interruption.exitCode() ?? 1;
    throw error;
  } finally {
    interruption.release();
  }
}

async function refuseExisting(path: string): Promise<void> {
  const there = await access(path).then(
    () => true,
    () => false,
  );
  if (there)
    throw new ExpectedError(
      'CONFLICT',
      `${path} already exists. Choose another file with --out, or overwrite it with --force.`,
      ['out'],
    );
}
