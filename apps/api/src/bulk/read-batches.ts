import type { Readable } from 'node:stream';
import type { ByteBudget } from './byte-budget.ts';
import type { Decoded, RowKind } from './decode-batch.ts';
import type { DecodingThread } from './decoding-thread.ts';
import { ipcMessages } from './messages.ts';
import { notArrow } from './not-arrow.ts';

/** What all requests share. */
export interface Decoding {
  thread: DecodingThread;
  budget: ByteBudget;
}

/**
 * The rows of the record batches of an Apache Arrow IPC stream, one batch after the other as they arrive; none of an empty batch. arrow-js
 * would read the whole body before the first batch, and trusts what the body says of its own lengths.
 *
 * @param owner id of what the rows belong to
 * @throws ExpectedError BAD_INPUT where the bytes are no such stream; TOO_LARGE for a batch that is too large; UNAVAILABLE where
 *   too many bytes of other requests are in memory
 */
export async function* readBatches<Kind extends RowKind>(
  body: Readable,
  kind: Kind,
  owner: string,
  { thread, budget }: Decoding,
): AsyncGenerator<Decoded[Kind]> {
  // Without destroying it when the reader leaves early: the request must still be answered.
  const chunks = body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  let schema: Uint8Array<ArrayBuffer> | null = null;
  for await (const message of ipcMessages(chunks, budget)) {
    if (message.kind === 'schema') {
      schema = message.metadata;
      continue;
    }
    if (!schema) throw notArrow('a record batch has no schema before it');
    const { metadata, body: columns } = message;
    const rows = await thread.decode({ kind, owner, schema, metadata, body: columns });
    if (rows) yield rows as Decoded[Kind];
  }
  if (!schema) throw notArrow('it has no schema');
}
