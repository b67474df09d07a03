import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type RecordBatch, RecordBatchReader } from 'apache-arrow';

/**
 * Record batches of an Apache Arrow IPC stream, one after the other as they arrive.
 *
 * @throws ExpectedError BAD_INPUT where the bytes are no such stream
 */
export async function* readBatches(body: Readable): AsyncGenerator<RecordBatch> {
  try {
    // Read whole: arrow-js cuts messages short that come in several chunks, and destroys the request that must still be answered.
    const reader = RecordBatchReader.from(await buffer(body));
    for (const batch of reader) yield batch;
  } catch (error) {
    if (error instanceof ExpectedError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ExpectedError('BAD_INPUT', `The body is no Apache Arrow IPC stream: ${reason}`);
  }
}
