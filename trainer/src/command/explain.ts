import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { UnknownTask } from '@stillhouse/domain/task/task.ts';
import { Outage } from '../record/outage.ts';
import { Interrupted } from '../stage/interrupted.ts';
import { TrainingDiverged } from '../training/training-diverged.ts';

/** What is printed of an error: a clear line for one that says what to do, the stack as well for a fault of ours. */
export function explain(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(explain).join('\n');
  const expected = [ExpectedError, UnknownTask, Interrupted, Outage, TrainingDiverged];
  if (expected.some((kind) => error instanceof kind)) return `stillhouse: ${(error as Error).message}`;
  return `stillhouse: unexpected error; please report it.\n${error instanceof Error ? error.stack : String(error)}`;
}
