import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

/** A typed array that is kept as bytes next to the JSON. */
export type Column = Float32Array | Int32Array;

/** Objects and arrays within each other; JSON's own recursion ends in a stack overflow some thousands deep. */
const deepest = 500;

/**
 * A value as JSON can hold it. A typed array becomes `{"$column": [type, length]}` and goes to `columns`; a number that JSON lacks becomes
 * `{"$number": "NaN"}`; a member whose own name begins with `$` gets one `$` more. A member that is undefined counts as left out.
 *
 * @throws ExpectedError BAD_INPUT naming the place of a value that `unpack` could not give back equal
 */
export function pack(value: unknown, columns: Column[], path: readonly string[] = []): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return packNumber(value, path);
  if (value instanceof Float32Array || value instanceof Int32Array) {
    columns.push(value);
    return { $column: [value instanceof Float32Array ? 'float32' : 'int32', value.length] };
  }
  if (path.length > deepest) throw refused(path.slice(0, 8), `is nested more than ${deepest} levels deep`);
  if (Array.isArray(value)) return packArray(value, columns, path);
  if (typeof value === 'object' && isPlain(value)) return packObject(value, columns, path);
  throw refused(path, `is ${nameOf(value)}, which cannot be recorded`);
}

/** The value that was packed. @param take the next column, of a type and a length */
export function unpack(packed: unknown, take: (type: string, length: number) => Column): unknown {
  if (packed === null || typeof packed !== 'object') return packed;
  if (Array.isArray(packed)) return packed.map((item) => unpack(item, take));
  if ('$number' in packed) return Number(packed.$number);
  if ('$column' in packed) {
    const [type, length] = packed.$column as [string, number];
    return take(type, length);
  }
  return Object.fromEntries(
    Object.entries(packed).map(([name, member]) => [name.replace(/^\$\$/, '$'), unpack(member, take)]),
  );
}

/** Only the values of metrics may be NaN or infinite: anywhere else the API's JSON has no word for them. */
function packNumber(value: number, path: readonly string[]): unknown {
  const finite = Number.isFinite(value);
  if (finite && !Object.is(value, -0)) return value;
  const isMetricValue = path.length === 5 && path[1] === 'series' && path[3] === 'values';
  if (!finite && !isMetricValue) throw refused(path, `is ${value}; only the values of metrics may be`);
  return { $number: finite ? '-0' : String(value) };
}

function packArray(value: readonly unknown[], columns: Column[], path: readonly string[]): unknown[] {
  // A hole, an undefined item and a member that is no item would all be lost.
  if (Object.keys(value).length !== value.length) {
    throw refused(path, 'is an array with holes or with members other than its items');
  }
  // Most arrays are of thousands of plain numbers: no path is made for those.
  return value.map((item, i) => (isOrdinary(item) ? item : pack(item, columns, [...path, String(i)])));
}

function isOrdinary(item: unknown): boolean {
  return typeof item === 'string' || (Number.isFinite(item) && !Object.is(item, -0));
}

function packObject(value: object, columns: Column[], path: readonly string[]): Record<string, unknown> {
  if (Object.getOwnPropertySymbols(value).length > 0) throw refused(path, 'has a member named by a symbol');
  const packed: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    if (name === '__proto__') throw refused([...path, name], 'is a name that is lost on the way');
    if (member === undefined) continue;
    packed[name.startsWith('$') ? `$${name}` : name] = pack(member, columns, [...path, name]);
  }
  return packed;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function nameOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return typeof value;
  const { name } = (value as { constructor?: { name?: unknown } }).constructor ?? {};
  return typeof name === 'string' && name !== '' ? `a ${name}` : 'an object of a class';
}

/** @param path from the call on: its first part is `input` */
function refused(path: readonly string[], what: string): ExpectedError {
  const inInput = path.slice(1);
  return new ExpectedError('BAD_INPUT', `${inInput.join('.') || 'The input'} ${what}.`, inInput);
}
