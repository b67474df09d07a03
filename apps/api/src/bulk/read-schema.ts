import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import {
  Binary,
  type DataType,
  Field,
  FixedSizeList,
  Float16,
  Float32,
  Float64,
  Int,
  List,
  Utf8,
} from 'apache-arrow';
import type { FlatTable } from './flat-table.ts';
import { notArrow } from './not-arrow.ts';

/** Most columns of a stream. */
const mostColumns = 100;

/**
 * The columns that a schema message describes: integers, floats, texts, and lists of these. Others are refused by name before anything of
 * them is read, dictionaries among them.
 *
 * @param schema of Arrow's Schema.fbs
 * @throws ExpectedError BAD_INPUT
 */
export function readSchema(schema: FlatTable): Field[] {
  if (schema.int16(0) !== 0) throw notArrow('its numbers are not little-endian');
  const fields = schema.tables(1);
  if (fields.length > mostColumns)
    throw notArrow(`it has ${fields.length} columns, more than ${mostColumns}`);
  const columns = fields.map((field) => readField(field, nameOf(field), 0));
  const names = columns.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return columns;
  throw new ExpectedError('BAD_INPUT', `There are two columns named ${twice}.`, [twice]);
}

function readField(field: FlatTable, column: string, depth: number): Field {
  if (field.has(4))
    throw refused(column, 'is encoded by a dictionary: send its values (in pyarrow: dictionary_decode())');
  const children = field.tables(5);
  return new Field(nameOf(field), typeOf(field, children, column, depth), field.uint8(1) !== 0);
}

function typeOf(field: FlatTable, children: readonly FlatTable[], column: string, depth: number): DataType {
  const kind = field.uint8(2);
  const child = () => {
    if (children.length !== 1 || depth > 0) throw refused(column, 'is a list of what is no plain value');
    return readField(children[0]!, column, depth + 1);
  };
  if (kind !== 12 && kind !== 16 && children.length > 0) throw refused(column, 'has children');
  if (kind === 2) return integer(field.table(3), column);
  if (kind === 3) return float(field.table(3).int16(0), column);
  if (kind === 4) return new Binary();
  if (kind === 5) return new Utf8();
  if (kind === 12) return new List(child());
  if (kind === 16) {
    const width = field.table(3).int32(0);
    if (width < 1) throw refused(column, `is a list of ${width} values`);
    return new FixedSizeList(width, child());
  }
  throw refused(column, 'has a type that is not read: int, float, utf8, list and fixed_size_list are');
}

function integer(type: FlatTable, column: string): DataType {
  const width = type.int32(0);
  if (width !== 8 && width !== 16 && width !== 32 && width !== 64)
    throw refused(column, `has integers of ${width} bits`);
  return new Int(type.uint8(1) !== 0, width);
}

function float(precision: number, column: string): DataType {
  if (precision === 0) return new Float16();
  if (precision === 1) return new Float32();
  if (precision === 2) return new Float64();
  throw refused(column, `has floats of the unknown precision ${precision}`);
}

function nameOf(field: FlatTable): string {
  return field.text(0).slice(0, 200);
}

function refused(column: string, what: string): ExpectedError {
  return new ExpectedError('BAD_INPUT', `The column ${column} ${what}.`, [column]);
}
