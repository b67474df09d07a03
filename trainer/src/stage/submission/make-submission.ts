import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { taskById } from '@stillhouse/domain/task/task.ts';
import { zipSync } from 'fflate';
import type { Example } from '../../data/example.ts';
import { readGlue } from '../../data/glue/read-glue.ts';
import { type SubmissionFile, submissionFiles } from '../../data/glue/submission-files.ts';
import { checkSubmission, submissionText } from '../../data/glue/submission-text.ts';
import type { Progress } from '../../progress/progress.ts';
import type { RunFolder } from '../run/read-run.ts';
import { type Predictor, predictorOf } from './predict-run.ts';

export interface SubmissionRequest {
  /** One run for each task. */
  runs: readonly RunFolder[];
  /** The folder that holds a folder for each task. */
  dataFolder: string;
  /** Allows files to be missing from the zip, and test files of another length than GLUE's. */
  partial: boolean;
  signal: AbortSignal;
  progress: Progress;
}

/** Every file of a zip has the same date, so that the same predictions make the same bytes. */
const date = new Date(2000, 0, 1);

/**
 * Predicts the test sets and makes GLUE's submission of them, each file checked line by line.
 *
 * @returns the zip's bytes
 * @throws ExpectedError for a task with two runs or none, a test file that cannot be read or has another length, a line that is not right
 */
export async function makeSubmission(request: SubmissionRequest): Promise<Uint8Array> {
  const planned = plan(request);
  const files: Record<string, Uint8Array> = {};
  const texts = new TextEncoder();
  // All test sets are read before the first prediction: what is missing is reported at once.
  const read = new Map<SubmissionFile, Example[]>();
  for (const file of [...planned.values()].flat()) read.set(file, await testRows(request, file));
  for (const [run, wanted] of planned) {
    const predictor = await predictorOf(run);
    try {
      for (const file of wanted) {
        const examples = read.get(file) ?? [];
        const text = submissionText(file, await predicted(request, predictor, file, examples));
        checkSubmission(file, text, request.partial ? examples.length : file.rows);
        files[file.name] = texts.encode(text);
      }
    } finally {
      predictor.dispose();
    }
  }
  return zipSync(files, { mtime: date });
}

/** What a run predicts of a file's rows, with a bar that shows how far it is. */
async function predicted(
  { progress, signal }: SubmissionRequest,
  predictor: Predictor,
  { name }: SubmissionFile,
  examples: readonly Example[],
): Promise<ArrayLike<number>> {
  const steps = examples.length;
  progress.say(`${name}: ${steps} rows, predicted ${predictor.how}`);
  const bar = progress.begin(name);
  let before = 0;
  try {
    return await predictor.predict(examples, signal, (step) => {
      bar.update({ step, steps, examples: step - before });
      before = step;
    });
  } finally {
    bar.end();
  }
}

/** Which files each run makes. */
function plan({ runs, partial }: SubmissionRequest): Map<RunFolder, SubmissionFile[]> {
  const planned = new Map<RunFolder, SubmissionFile[]>(runs.map((run) => [run, []]));
  const missing: string[] = [];
  for (const file of submissionFiles) {
    const task = taskById(file.task);
    const [run, other] = runs.filter(({ task: { id } }) => id === (task.predictedBy ?? task.id));
    if (other)
      throw new ExpectedError(
        'BAD_INPUT',
        `Two runs are of ${task.title}; a submission takes one for each task.`,
        ['runs'],
      );
    if (run) planned.get(run)?.push(file);
    else missing.push(file.name);
  }
  const stray = runs.find((run) => planned.get(run)?.length === 0);
  if (stray)
    throw new ExpectedError('BAD_INPUT', `${stray.task.title} is no task of GLUE's submission.`, ['runs']);
  if (missing.length > 0 && !partial) {
    throw new ExpectedError(
      'INCOMPLETE',
      `No run is given for ${missing.join(', ')}. Name one for each task, or ask for a --partial zip.`,
      ['runs'],
    );
  }
  return planned;
}

async function testRows({ dataFolder, partial }: SubmissionRequest, file: SubmissionFile) {
  const { examples } = await readGlue(taskById(file.task), dataFolder, file.part, { skipBadRows: false });
  if (examples.length === file.rows || partial) return examples;
  throw new ExpectedError(
    'BAD_INPUT',
    `The test set of ${file.name} has ${file.rows} rows; the one in ${dataFolder} has ${examples.length}.`,
    ['data'],
  );
}
