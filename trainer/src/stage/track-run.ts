import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { FinishRun, StartRun } from '@stillhouse/domain/record/run.ts';
import type { Recorder } from '../record/recorder.ts';
import { Interrupted } from './interrupted.ts';
import { MetricBuffer } from './metric-buffer.ts';

/** A run while it is recorded. */
export interface TrackedRun {
  id: string;
  metrics: MetricBuffer;
}

/**
 * Does the work as a run of the record: FINISHED when it returns, CANCELLED when it was interrupted, FAILED with its message when it
 * throws, and every metric recorded in each case.
 *
 * @returns what the work returns
 * @throws what the work throws; an AggregateError of that and of the recorder's error where the end couldn't be recorded either
 */
export async function trackRun<Result>(
  recorder: Recorder,
  start: StartRun,
  work: (run: TrackedRun) => Promise<Result>,
): Promise<Result> {
  await recorder.startRun(start);
  const metrics = new MetricBuffer(recorder, start.id);
  try {
    const result = await work({ id: start.id, metrics });
    await metrics.flush();
    await recorder.flush();
    await recorder.finishRun({ id: start.id, status: 'FINISHED', failure: null });
    return result;
  } catch (error) {
    try {
      await metrics.flush();
      await recorder.finishRun({ id: start.id, ...ending(error) });
    } catch (recording) {
      if (recording !== error) throw new AggregateError([error, recording], messageOf(error));
    }
    throw error;
  }
}

function ending(error: unknown): Pick<FinishRun, 'status' | 'failure'> {
  if (error instanceof Interrupted) return { status: 'CANCELLED', failure: null };
  const stack = error instanceof Error && !(error instanceof ExpectedError) ? (error.stack ?? null) : null;
  return {
    status: 'FAILED',
    failure: { message: messageOf(error).slice(0, 10_000), stack: stack?.slice(0, 100_000) ?? null },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
