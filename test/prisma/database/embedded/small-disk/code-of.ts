import { refusedValue } from '@stillhouse/prisma/database/refused-value.ts';

/** How work on a database ended: `done`, or the code of its error. */
export function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error) => refusedValue(error)?.code ?? error.code ?? String(error),
  );
}
