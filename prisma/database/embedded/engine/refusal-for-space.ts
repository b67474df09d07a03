import { message } from '../wire-message.ts';

const errorResponse = 'E'.charCodeAt(0);
/** read_only_sql_transaction */
const readOnly = 'C25006\0';

/** disk_full, as Postgres itself reports it. */
const refusal = message(
  'E',
  Buffer.from(
    [
      'SERROR',
      'VERROR',
      'C53100',
      'Mno write begins while the disk of the embedded database is nearly full',
      '',
      '',
    ].join('\0'),
  ),
);

/** The answer of a server that only reads because space is short: what it refuses to write is reported as a full disk. */
export function refusalForSpace(answer: Uint8Array): Uint8Array {
  const bytes = Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength);
  const messages: Buffer[] = [];
  for (let at = 0; at + 5 <= bytes.length; ) {
    const end = at + 1 + bytes.readInt32BE(at + 1);
    const one = bytes.subarray(at, end);
    messages.push(one[0] === errorResponse && one.includes(readOnly) ? refusal : one);
    at = end;
  }
  return Buffer.concat(messages);
}
