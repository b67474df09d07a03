import type { Readable } from 'node:stream';
import { type RecordBatch, RecordBatchReader } from 'apache-arrow';
import { ipcMessages, noStream } from './messages.ts';

/**
 * Record batches of an Apache Arrow IPC stream, one after the other as they arrive. arrow-js itself would cut messages short that come in
 * several chunks, and would read the whole body before the first batch.
 *
 * @throws ExpectedError BAD_INPUT where the bytes are no such stream; TOO_LARGE for a batch that is too large
 */
export async function* readBatches(body: Readable): AsyncGenerator<RecordBatch> {
  // Without destroying it when the reader leaves early: the request must still be answered.
  const chunks = body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  const context: Buffer[] = [];
  for await (const { kind, bytes } of ipcMessages(chunks)) {
    if (kind === 'batch') yield decode(Buffer.concat([...context, bytes]));
    else context.push(bytes);
  }
  if (context.length === 0) throw noStream('it has no schema');
}

/** @param bytes schema, dictionaries if any, and one record batch */
function decode(bytes: Buffer): RecordBatch {
  try {
    for (const batch of RecordBatchReader.from(bytes)) return batch;
  } catch (error) {
    throw noStream(error instanceof Error ? error.message : String(error));
  }
  throw noStream('a record batch has no schema before it');
}
