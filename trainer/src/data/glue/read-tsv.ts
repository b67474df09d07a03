import { constants } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

/** Most bytes of a file, which becomes one string. */
const mostBytes = constants.MAX_STRING_LENGTH;

/** A line of a tab-separated file. */
export interface Row {
  /** Counted from 1, the header included. */
  line: number;
  fields: readonly string[];
}

/**
 * The lines of a tab-separated file as GLUE writes them: no quoting, UTF-8 with or without a byte order mark, LF or CRLF.
 * Fields are kept as they stand; only the line's end is taken off. An empty last line is no row.
 *
 * @throws ExpectedError naming the file, if it cannot be read, is too large, is not UTF-8 or holds no row
 */
export async function readTsv(path: string): Promise<Row[]> {
  const bytes = await bytesOf(path);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new ExpectedError('BAD_INPUT', `${path} is not UTF-8. Convert it to UTF-8 and try again.`);
  }
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  if (lines.length === 0) throw new ExpectedError('BAD_INPUT', `${path} is empty.`);
  return lines.map((line, i) => ({ line: i + 1, fields: withoutReturn(line).split('\t') }));
}

async function bytesOf(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > mostBytes)
      throw new ExpectedError('TOO_LARGE', `${path} has ${size} bytes, and at most ${mostBytes} are read.`);
    return await readFile(path);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'EISDIR') throw new ExpectedError('BAD_INPUT', `${path} is a folder, not a file.`);
    if (code === 'EACCES') throw new ExpectedError('FORBIDDEN', `${path} may not be read.`);
    throw cause;
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
