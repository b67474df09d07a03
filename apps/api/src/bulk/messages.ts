import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { ByteBudget } from './byte-budget.ts';
import { ByteReader } from './byte-reader.ts';
import { FlatTable } from './flat-table.ts';
import { notArrow } from './not-arrow.ts';

/** Most bytes of the description and of the columns of one message. */
const mostMetadata = 1024 * 1024;
const mostBody = 256 * 1024 * 1024;

/** A message of an Arrow IPC stream: its bytes as they came, each part in a buffer of its own. */
export interface IpcMessage {
  kind: 'schema' | 'batch';
  metadata: Uint8Array<ArrayBuffer>;
  body: Uint8Array<ArrayBuffer>;
}

const continuation = -1;

/**
 * The messages of an Arrow IPC stream, one after the other as they arrive, in memory one at a time. A message is, in this order: a
 * continuation mark, the length of its description, the description, and the body whose length that tells (Arrow's "Encapsulated
 * message format"); a length of 0 ends the stream.
 *
 * @param budget of all requests; the bytes of a message count until the next one is asked for
 * @throws ExpectedError BAD_INPUT for other bytes, an end within a message, bytes behind the end, or a dictionary; TOO_LARGE for a record
 *   batch above 256 MiB; UNAVAILABLE where too many bytes of others are in memory
 */
export async function* ipcMessages(
  body: AsyncIterable<Uint8Array>,
  budget: ByteBudget,
): AsyncGenerator<IpcMessage> {
  const bytes = new ByteReader(body);
  try {
    for (let first = true; ; first = false) {
      const prefix = await bytes.take(8, first ? 'nothing' : 'end');
      if (prefix === null) return;
      const view = new DataView(prefix.buffer);
      const length = view.getInt32(4, true);
      if (view.getInt32(0, true) !== continuation || length < 0) throw notArrow('it does not begin like one');
      if (length === 0) {
        if ((await bytes.take(1, 'end')) !== null) throw notArrow('bytes follow its end');
        return;
      }
      limit(length, mostMetadata, 'description of a message');
      const metadata = await bytes.take(length);
      const { kind, bodyLength } = describe(metadata);
      if (first && kind !== 'schema') throw notArrow('a record batch has no schema before it');
      if (!first && kind === 'schema') throw notArrow('it has a second schema');
      limit(bodyLength, mostBody, 'record batch');
      const free = await budget.reserve(bodyLength);
      try {
        yield { kind, metadata, body: await bytes.take(bodyLength) };
      } finally {
        free();
      }
    }
  } finally {
    await bytes.close();
  }
}

/** Of Arrow's Message.fbs. */
function describe(metadata: Uint8Array): { kind: IpcMessage['kind']; bodyLength: number } {
  const message = FlatTable.root(metadata);
  const [version, header, bodyLength] = [message.int16(0), message.uint8(1), message.int64(3)];
  if (version < 3 || version > 4) throw notArrow('its version is neither V4 nor V5');
  if (bodyLength < 0) throw notArrow('a message has a negative length');
  if (header === 1) return { kind: 'schema', bodyLength };
  if (header === 3) return { kind: 'batch', bodyLength };
  if (header === 2) throw notArrow('it has a dictionary: send the values (in pyarrow: dictionary_decode())');
  throw notArrow('it has a message of another kind');
}

function limit(length: number, most: number, what: string): void {
  if (length <= most) return;
  throw new ExpectedError(
    'TOO_LARGE',
    `A ${what} can have at most ${most} bytes, not ${length}. Send smaller batches.`,
  );
}
