/** The status of a session outside of a transaction, as ReadyForQuery reports it. */
export const statusIdle = 'I'.charCodeAt(0);

const readyForQuery = 'Z'.charCodeAt(0);

/** A statement as a message of Postgres' wire protocol. */
export function simpleQuery(text: string): Buffer {
  return message('Q', Buffer.from(`${text}\0`));
}

/** A message of Postgres' wire protocol: its type, its length, its body. */
export function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

/** The transaction status of the ReadyForQuery that ends an answer; null for one without. */
export function statusOf(answer: Uint8Array): number | null {
  return answer.at(-6) === readyForQuery ? (answer.at(-1) ?? null) : null;
}
