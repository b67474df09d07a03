import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { canonicalJson } from '@stillhouse/domain/recipe/canonical.ts';
import type { StartRun } from '@stillhouse/domain/record/run.ts';
import { runKinds } from '@stillhouse/domain/run/run.ts';
import { z } from 'zod';
import { lockFile } from '../../file/lock-file.ts';
import { writeFileAtomically } from '../../file/write-atomically.ts';

const run = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  kind: z.enum(runKinds),
  /** What the run is, whatever its id: digest of kind, recipe, seed, teacher and project. */
  key: z.string(),
  /** `done`: its result is known and its end perhaps not recorded yet. */
  status: z.enum(['begun', 'done', 'recorded']),
  result: z.json(),
  /** What was decided once, by what it is. */
  values: z.record(z.string(), z.json()),
});
export type LedgerRun = z.infer<typeof run>;

const file = z.strictObject({
  version: z.literal(1),
  /** What was asked for: read by the command that goes on. */
  job: z.json(),
  /** What must be the same when it goes on, by name: digests of data and tokenizers, the backend. */
  pins: z.record(z.string(), z.string()),
  runs: z.array(run),
});
type Content = z.infer<typeof file>;
export type LedgerJob = Content['job'];

export interface RunLedgerOptions {
  /** The ledger's file; null: in memory only. */
  path: string | null;
  /** Folder with one folder for each run. */
  checkpoints: string;
  /** Steps between two checkpoints. */
  every: number;
}

/**
 * What a training that goes on has to know of the one that stopped: which runs there are, which are finished with what result, and what
 * was decided by chance or by the clock. It is on disk before anybody else hears of it.
 */
export class RunLedger {
  readonly options: RunLedgerOptions;
  readonly #content: Content;
  readonly #unlock: () => Promise<void>;

  private constructor(options: RunLedgerOptions, content: Content, unlock: () => Promise<void>) {
    this.options = options;
    this.#content = content;
    this.#unlock = unlock;
  }

  /** A new one. */
  static async create(options: RunLedgerOptions, job: LedgerJob): Promise<RunLedger> {
    const unlock = options.path === null ? async () => undefined : await lockFile(options.path);
    const ledger = new RunLedger(options, { version: 1, job, pins: {}, runs: [] }, unlock);
    await ledger.#write();
    return ledger;
  }

  /** The one in a file. @throws ExpectedError CONFLICT where a living process goes on with it; BAD_INPUT for a file that is none */
  static async open(options: RunLedgerOptions & { path: string }): Promise<RunLedger> {
    const unlock = await lockFile(options.path);
    try {
      return new RunLedger(options, await readLedger(options.path), unlock);
    } catch (error) {
      await unlock();
      throw error;
    }
  }

  get job(): LedgerJob {
    return this.#content.job;
  }

  get runs(): readonly Readonly<LedgerRun>[] {
    return this.#content.runs;
  }

  /** The run that these fields describe, or null where it never began. */
  find(fields: Omit<StartRun, 'id'>): LedgerRun | null {
    const key = keyOf(fields);
    return this.#content.runs.find((one) => one.key === key) ?? null;
  }

  /** Enters a run that is about to begin. */
  async enter(fields: Omit<StartRun, 'id'>): Promise<LedgerRun> {
    const { name, kind } = fields;
    const entered: LedgerRun = {
      id: randomUUID(),
      name,
      kind,
      key: keyOf(fields),
      status: 'begun',
      result: null,
      values: {},
    };
    this.#content.runs.push(entered);
    await this.#write();
    return entered;
  }

  async set(entered: LedgerRun, status: 'done' | 'recorded', result: LedgerRun['result']): Promise<void> {
    Object.assign(entered, { status, result });
    await this.#write();
  }

  /** A value that is made once and then stays, however often the run is taken up again. */
  async once<Value extends LedgerRun['result']>(
    entered: LedgerRun,
    what: string,
    make: () => Value | Promise<Value>,
  ): Promise<Value> {
    if (!Object.hasOwn(entered.values, what)) {
      entered.values[what] = await make();
      await this.#write();
    }
    return entered.values[what] as Value;
  }

  /** What `name` was when this began; null where nobody asked yet. */
  pinned(name: string): string | null {
    return this.#content.pins[name] ?? null;
  }

  /** @throws ExpectedError CONFLICT where `name` was something else when this began */
  async pin(name: string, value: string): Promise<void> {
    const before = this.#content.pins[name];
    if (before === value) return;
    if (before !== undefined) {
      throw new ExpectedError(
        'CONFLICT',
        `The ${name} is not what it was when this training began (${before.slice(0, 12)}, now ${value.slice(0, 12)}): ` +
          'it cannot go on as the same runs. Bring it back, or train anew without --resume.',
        [name],
      );
    }
    this.#content.pins[name] = value;
    await this.#write();
  }

  /** Where a run keeps the states of its stages while it is trained. */
  folderOf(id: string): string {
    return join(this.options.checkpoints, id, 'training');
  }

  /** Lets another process go on with it. */
  close(): Promise<void> {
    return this.#unlock();
  }

  async #write(): Promise<void> {
    const { path } = this.options;
    if (path !== null) await writeFileAtomically(path, `${JSON.stringify(this.#content, null, 1)}\n`);
  }
}

/** What a ledger's file holds. @throws ExpectedError BAD_INPUT naming the file */
export async function readLedger(path: string): Promise<Content> {
  try {
    return file.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new ExpectedError('BAD_INPUT', `${path} is no ledger of runs: ${reason}`);
  }
}

function keyOf({ kind, recipe, seed, teacher, project, task }: Omit<StartRun, 'id'>): string {
  const identity = canonicalJson({ kind, recipe, seed, teacher, project, task });
  return createHash('sha256').update(identity).digest('hex');
}
