import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { Message, MessageHeader } from 'apache-arrow';

/** Most bytes of the description and of the columns of one message. */
const mostMetadata = 1024 * 1024;
const mostBody = 256 * 1024 * 1024;

/** A message of an Arrow IPC stream: its bytes as they came. */
export interface IpcMessage {
  kind: 'schema' | 'dictionary' | 'batch';
  bytes: Buffer;
}

const continuation = -1;

/**
 * The messages of an Arrow IPC stream, one after the other as they arrive, in memory one at a time. A message is, in this order: a
 * continuation mark, the length of its description, the description, and the body whose length that tells (Arrow's "Encapsulated
 * message format"); a length of 0 ends the stream.
 *
 * @throws ExpectedError BAD_INPUT for other bytes or an end within a message; TOO_LARGE for a record batch above 256 MiB
 */
export async function* ipcMessages(body: AsyncIterable<Uint8Array>): AsyncGenerator<IpcMessage> {
  const bytes = new ByteReader(body);
  try {
    for (let first = true; ; first = false) {
      const prefix = await bytes.take(8, first ? 'nothing' : 'end');
      if (prefix === null) return;
      const length = prefix.readInt32LE(4);
      if (prefix.readInt32LE(0) !== continuation || length < 0) throw noStream('it does not begin like one');
      if (length === 0) return;
      limit(length, mostMetadata, 'description of a message');
      const metadata = await bytes.take(length);
      const { kind, bodyLength } = describe(metadata);
      limit(bodyLength, mostBody, 'record batch');
      yield { kind, bytes: Buffer.concat([prefix, metadata, await bytes.take(bodyLength)]) };
    }
  } finally {
    await bytes.close();
  }
}

function describe(metadata: Buffer): { kind: IpcMessage['kind']; bodyLength: number } {
  let message: Message;
  try {
    message = Message.decode(metadata);
  } catch {
    throw noStream('the description of a message cannot be read');
  }
  const { headerType, bodyLength } = message;
  if (headerType === MessageHeader.Schema) return { kind: 'schema', bodyLength };
  if (headerType === MessageHeader.DictionaryBatch) return { kind: 'dictionary', bodyLength };
  if (headerType === MessageHeader.RecordBatch) return { kind: 'batch', bodyLength };
  throw noStream('it has a message of another kind');
}

function limit(length: number, most: number, what: string): void {
  if (length <= most) return;
  throw new ExpectedError(
    'TOO_LARGE',
    `A ${what} has at most ${most} bytes, not ${length}: send smaller batches.`,
  );
}

export function noStream(reason: string): ExpectedError {
  return new ExpectedError('BAD_INPUT', `The body is no Apache Arrow IPC stream: ${reason}.`);
}

/** Takes exact numbers of bytes from chunks of any size. */
class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #left: Buffer = Buffer.alloc(0);

  constructor(body: AsyncIterable<Uint8Array>) {
    this.#chunks = body[Symbol.asyncIterator]();
  }

  take(count: number): Promise<Buffer>;
  take(count: number, atEnd: 'end' | 'nothing'): Promise<Buffer | null>;
  async take(count: number, atEnd?: 'end' | 'nothing'): Promise<Buffer | null> {
    const parts = [this.#left];
    let have = this.#left.length;
    while (have < count) {
      const { done, value } = await this.#chunks.next();
      if (done && have === 0 && atEnd === 'end') return null;
      if (done) throw noStream(have === 0 && atEnd ? 'it is empty' : 'it ends within a message');
      parts.push(Buffer.from(value.buffer, value.byteOffset, value.length));
      have += value.length;
    }
    const all = parts.length === 1 ? this.#left : Buffer.concat(parts, have);
    this.#left = all.subarray(count);
    return all.subarray(0, count);
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
