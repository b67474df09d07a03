import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type Task, taskById } from '@stillhouse/domain/task/task.ts';
import type { SubmissionFile } from './submission-files.ts';

const header = 'index\tprediction';

/**
 * The text of a submission file: a header, then for each test row its index from 0 and what was predicted.
 *
 * @param values [rows], class ids, or scores, which are clipped to the task's range
 */
export function submissionText(file: SubmissionFile, values: ArrayLike<number>): string {
  const task = taskById(file.task);
  const lines = Array.from(values, (value, index) => `${index}\t${cell(task, file, value)}`);
  return `${[header, ...lines].join('\n')}\n`;
}

function cell(task: Task, { prediction }: SubmissionFile, value: number): string {
  if (prediction === 'id') return String(value);
  if (prediction === 'name') return task.labels[value] ?? `class ${value}`;
  const [low, high] = task.range ?? [0, 5];
  return Math.min(high, Math.max(low, value)).toFixed(3);
}

/**
 * Reads a submission file line by line as the server will.
 *
 * @param rows how many test rows there are
 * @throws ExpectedError naming file, line and reason
 */
export function checkSubmission(file: SubmissionFile, text: string, rows: number): void {
  const lines = text.split('\n');
  const refuse = (line: number, reason: string) =>
    new ExpectedError('BAD_INPUT', `${file.name}:${line}: ${reason}. Nothing was written.`);
  if (lines.pop() !== '') throw refuse(lines.length + 1, 'the last line does not end');
  if (lines.length !== rows + 1)
    throw refuse(
      lines.length,
      `has ${lines.length} lines where ${rows + 1} are needed, the header among them`,
    );
  if (lines[0] !== header) throw refuse(1, `the header is not "index<tab>prediction"`);
  const allowed = allowedIn(file);
  lines.slice(1).forEach((line, index) => {
    const [number, prediction, ...more] = line.split('\t');
    if (more.length > 0 || number !== String(index) || prediction === undefined)
      throw refuse(index + 2, `"${line}" is not the index ${index} and a prediction`);
    if (!allowed(prediction)) throw refuse(index + 2, `"${prediction}" is no prediction of ${file.task}`);
  });
}

function allowedIn({ task: id, prediction }: SubmissionFile): (text: string) => boolean {
  const { labels, range } = taskById(id);
  if (prediction === 'score') {
    const [low, high] = range ?? [0, 5];
    return (text) => /^-?\d+\.\d{3}$/.test(text) && Number(text) >= low && Number(text) <= high;
  }
  const words = prediction === 'name' ? labels : labels.map((_, label) => String(label));
  return (text) => words.includes(text);
}
