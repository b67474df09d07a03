import { readFile } from 'node:fs/promises';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type CustomTask, customTask } from '@stillhouse/domain/task/custom-task.ts';
import { parse } from 'yaml';

/** Does `--task` name a file rather than a task? */
export function isTaskFile(named: string): boolean {
  return /\.ya?ml$/i.test(named);
}

/** Reads a task file. @throws ExpectedError BAD_INPUT listing every fault by its field's path */
export async function readTaskFile(path: string): Promise<CustomTask> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ExpectedError('BAD_INPUT', `The task file ${path} cannot be read (${error.code}).`, ['task']);
  });
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw new ExpectedError(
      'BAD_INPUT',
      `${path} is not YAML: ${error instanceof Error ? error.message : error}`,
    );
  }
  const result = customTask.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.map(
    ({ path: at, message }) => `  ${at.join('.') || 'task'}: ${message}`,
  );
  const first = result.error.issues[0]?.path.map(String) ?? [];
  throw new ExpectedError('BAD_INPUT', `The task file ${path} is not valid.\n${faults.join('\n')}`, first);
}
