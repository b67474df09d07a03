import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { FinishRun, StartRun } from '@stillhouse/domain/record/run.ts';
import { storableBeginning } from '@stillhouse/domain/record/text.ts';
import type { z } from 'zod';
import { writeFileAtomically } from '../../file/write-atomically.ts';
import type { OpenedRecorder } from '../../record/open-recorder.ts';
import type { Recorder } from '../../record/recorder.ts';
import { maskSecrets } from '../../secret/mask-secrets.ts';
import { Interrupted } from '../interrupted.ts';
import type { StageCheckpoints } from '../training-context.ts';
import { MetricBuffer } from './metric-buffer.ts';
import type { LedgerRun, RunLedger } from './run-ledger.ts';
import { silentRecorder } from './silent-recorder.ts';
import { stageCheckpoints } from './stage-checkpoints.ts';

type Json = LedgerRun['result'];

/** A run while it is recorded. */
export interface TrackedRun {
  id: string;
  metrics: MetricBuffer;
  /** Where the run's work is recorded: nowhere, where it was recorded before. */
  recorder: Recorder;
  /** Where a stage of the run keeps its state; null where nothing is kept. @param stage `encoder`, `head`, … */
  checkpoints(stage: string): StageCheckpoints | null;
  /** A value that chance or the clock decides: made once, and the same where the run is taken up again. */
  once<Value extends Json>(what: string, make: () => Value | Promise<Value>): Promise<Value>;
  /** The same of what is too much for the ledger: it has a file of its own until the run is finished. @param what name of the file */
  onceInFile<Value extends Json>(what: string, make: () => Value | Promise<Value>): Promise<Value>;
}

export interface TrackTools {
  recorder: Recorder;
  /** Samples the system meanwhile; left out: nobody does. */
  system?: OpenedRecorder['system'];
  ledger: RunLedger;
}

/**
 * Does the work as a run of the record: FINISHED when it returns, CANCELLED when it was interrupted, FAILED with its message when it
 * throws, and every metric recorded in each case. A run that the ledger knows goes on under its id. One that is finished is not
 * recorded again: where a `result` is given it is returned as it was kept, otherwise the work is done again, from the stages' last
 * states, with a recorder that records nothing.
 *
 * @param result the schema of what the work returns, where that is JSON
 * @returns what the work returns
 * @throws what the work throws; an AggregateError of that and of the recorder's error where the end couldn't be recorded either
 */
export async function trackRun<Result>(
  tools: TrackTools,
  fields: Omit<StartRun, 'id'>,
  work: (run: TrackedRun) => Promise<Result>,
  result?: z.ZodType<Result>,
): Promise<Result> {
  const { recorder, ledger } = tools;
  const known = ledger.find(fields);
  if (known && known.status !== 'begun') {
    if (known.status === 'done') await recordEnd(recorder, ledger, known, known.result);
    if (result) return keptResult(result, known);
    return work(tracked(silentRecorder, ledger, known));
  }
  const entered = known ?? (await ledger.enter(fields));
  const run = tracked(recorder, ledger, entered);
  const began = await run.once('began', Date.now);
  const startedAt = new Date(began).toISOString();
  await begin(tools, { ...fields, id: entered.id, startedAt }, known !== null);
  tools.system?.follow({ run: entered.id, began, work: run.metrics.work.counts });
  try {
    const returned = await work(run);
    tools.system?.unfollow(entered.id);
    await run.metrics.flush();
    await recorder.flush();
    const kept = result ? (returned as Json) : null;
    await ledger.set(entered, 'done', kept);
    await recordEnd(recorder, ledger, entered, kept);
    if (result) await rm(ledger.folderOf(entered.id), { recursive: true, force: true });
    return returned;
  } catch (error) {
    tools.system?.unfollow(entered.id);
    try {
      await run.metrics.flush();
      await recorder.finishRun({ id: entered.id, ...ending(error) });
    } catch (recording) {
      if (recording !== error) throw new AggregateError([error, recording], messageOf(error));
    }
    throw error;
  }
}

function keptResult<Result>(result: z.ZodType<Result>, { name, result: kept }: LedgerRun): Result {
  const read = result.safeParse(kept);
  if (read.success) return read.data;
  throw new ExpectedError(
    'CONFLICT',
    `The training's ledger keeps what ${name} came to as another version of Stillhouse wrote it. Go on with that version, or train anew.`,
  );
}

async function begin({ recorder, ledger }: TrackTools, start: StartRun, known: boolean): Promise<void> {
  if (!known) return recorder.startRun(start);
  try {
    await recorder.resumeRun({ id: start.id });
  } catch (error) {
    // A process may be killed between entering a run and recording it; one that has been trained is recorded elsewhere.
    const unrecorded = error instanceof ExpectedError && error.code === 'NOT_FOUND';
    if (!unrecorded || existsSync(ledger.folderOf(start.id))) throw error;
    await recorder.startRun(start);
  }
}

async function recordEnd(
  recorder: Recorder,
  ledger: RunLedger,
  entered: LedgerRun,
  kept: Json,
): Promise<void> {
  await recorder.finishRun({ id: entered.id, status: 'FINISHED', failure: null });
  await ledger.set(entered, 'recorded', kept);
}

function tracked(recorder: Recorder, ledger: RunLedger, entered: LedgerRun): TrackedRun {
  const { id } = entered;
  const metrics = new MetricBuffer(recorder, id);
  return {
    id,
    metrics,
    recorder,
    checkpoints(stage) {
      const { path, every } = ledger.options;
      if (path === null) return null;
      const beforeSave = async () => {
        await metrics.flush();
        await recorder.flush();
      };
      return stageCheckpoints({ folder: join(ledger.folderOf(id), stage), every, beforeSave });
    },
    once: (what, make) => ledger.once(entered, what, make),
    async onceInFile(what, make) {
      if (ledger.options.path === null) return ledger.once(entered, what, make);
      const file = join(ledger.folderOf(id), `${what}.json`);
      if (!existsSync(file)) await writeFileAtomically(file, JSON.stringify(await make()));
      return JSON.parse(await readFile(file, 'utf8'));
    },
  };
}

function ending(error: unknown): Pick<FinishRun, 'status' | 'failure'> {
  if (error instanceof Interrupted) return { status: 'CANCELLED', failure: null };
  const stack = error instanceof Error && !(error instanceof ExpectedError) ? (error.stack ?? null) : null;
  return {
    status: 'FAILED',
    failure: {
      message: storableBeginning(maskSecrets(messageOf(error)), 10_000),
      stack: stack && storableBeginning(maskSecrets(stack), 100_000),
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
