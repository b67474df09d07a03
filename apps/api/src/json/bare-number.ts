import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { stringEnd } from './string-end.ts';

const token = /["{}[\],]|-?Infinity|NaN/g;

/**
 * Explains why JSON.parse refuses a text in which a number is written as NaN, Infinity or -Infinity, as Python's json module writes them.
 *
 * @param text that is not JSON
 * @returns BAD_INPUT with the path of the first such number; null where there is none
 */
export function bareNumber(text: string): ExpectedError | null {
  /** Of each object and array that is open, the name or index of the current member; null before a name. */
  const open: (string | number | null)[] = [];
  token.lastIndex = 0;
  for (let found = token.exec(text); found; found = token.exec(text)) {
    const [word] = found;
    const member = open.at(-1);
    if (word === '{') open.push(null);
    else if (word === '[') open.push(0);
    else if (word === '}' || word === ']') open.pop();
    else if (word === ',') open.splice(-1, 1, typeof member === 'number' ? member + 1 : null);
    else if (word === '"') {
      const end = stringEnd(text, found.index);
      if (member === null) open.splice(-1, 1, text.slice(found.index + 1, end - 1));
      token.lastIndex = end;
    } else return refused(word, open.map(String));
  }
  return null;
}

function refused(word: string, path: readonly string[]): ExpectedError {
  const place = path.length > 0 ? path.join('.') : 'The body';
  const message = `${place} is ${word}, which is not valid JSON. Send it as the string "${word}".`;
  return new ExpectedError('BAD_INPUT', message, path);
}
