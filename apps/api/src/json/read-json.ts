import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { isAltered } from './altered-number.ts';
import { bareNumber } from './bare-number.ts';
import { checkDepth, checkName, describePlace } from './check-member.ts';
import { stringEnd } from './string-end.ts';

/**
 * Parses JSON and refuses what a JavaScript value would keep otherwise than it was written: integers beyond 2^53, numbers that overflow,
 * members named `__proto__`. Nesting is bounded.
 *
 * @param what the text is called in messages: `The body`
 * @throws ExpectedError BAD_INPUT with the path of the first value that is refused; an empty path where the text is not JSON
 */
export function readJson(text: string, what: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw (
      bareNumber(text) ??
      new ExpectedError('BAD_INPUT', `${what} is not valid JSON: ${(error as Error).message}`)
    );
  }
  checkText(text);
  return value;
}

const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** An object or array that is open where the scan is: the name or index of its current member. */
interface Open {
  /** null before the name of the next member of an object. */
  member: string | number | null;
}

/** Scans text that is known to be JSON, without recursion. */
function checkText(text: string): void {
  const open: Open[] = [];
  const path = () => open.flatMap(({ member }) => (member === null ? [] : [String(member)]));
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    const inner = open.at(-1);
    if (character === '{' || character === '[') {
      checkDepth(open.length + 1, path);
      open.push({ member: character === '{' ? null : 0 });
    } else if (character === '}' || character === ']') {
      open.pop();
    } else if (character === ',') {
      if (typeof inner?.member === 'number') inner.member += 1;
      else if (inner) inner.member = null;
    } else if (character === '"') {
      const end = stringEnd(text, at);
      // The first string of a member of an object is its name.
      if (inner?.member === null) {
        inner.member = JSON.parse(text.slice(at, end)) as string;
        checkName(inner.member, path);
      }
      at = end - 1;
    } else if (character === '-' || (character! >= '0' && character! <= '9')) {
      number.lastIndex = at;
      const digits = number.exec(text)![0];
      if (isAltered(digits)) throw refusedNumber(digits, path());
      at += digits.length - 1;
    }
  }
}

function refusedNumber(digits: string, path: readonly string[]): ExpectedError {
  const place = describePlace(path);
  const message = `${place} is ${digits.slice(0, 40)}, which a JSON number cannot represent exactly. Send it as a string.`;
  return new ExpectedError('BAD_INPUT', message, path);
}
