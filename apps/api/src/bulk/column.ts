import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { DataType, type RecordBatch, type Vector } from 'apache-arrow';

/** A column of a record batch. @throws ExpectedError BAD_INPUT naming it where it is missing */
export function column(batch: RecordBatch, name: string): Vector {
  const found = batch.getChild(name);
  if (found) return found;
  const names = batch.schema.fields.map((field) => field.name).join(', ');
  throw new ExpectedError('BAD_INPUT', `The column ${name} is missing; the batch has ${names}.`, [name]);
}

/** @throws ExpectedError BAD_INPUT naming a column that is not among these: it would be lost */
export function checkNames(batch: RecordBatch, names: readonly string[]): void {
  const other = batch.schema.fields.find(({ name }) => !names.includes(name));
  if (!other) return;
  const message = `Unknown column ${other.name}. Allowed columns: ${names.join(', ')}.`;
  throw new ExpectedError('BAD_INPUT', message, [other.name]);
}

/** [rows] of an int32 column. @throws ExpectedError BAD_INPUT for another type, or for nulls */
export function int32s(batch: RecordBatch, name: string): Int32Array {
  const found = column(batch, name);
  if (!isInt32(found.type)) throw wrongType(name, 'int32', found);
  return values(found, name) as Int32Array;
}

/** Width and [rows × width] elements of a fixed_size_list column; null where there is no such column. */
export function rowsOf(
  batch: RecordBatch,
  name: string,
  element: 'float32' | 'int32',
): { width: number; values: Float32Array | Int32Array } | null {
  const found = batch.getChild(name);
  if (!found) return null;
  if (!DataType.isFixedSizeList(found.type)) throw wrongType(name, `fixed_size_list<${element}>`, found);
  const child = found.getChildAt(0);
  const fits =
    child &&
    (element === 'float32'
      ? DataType.isFloat(child.type) && child.type.precision === 1
      : isInt32(child.type));
  if (!child || !fits) throw wrongType(name, `fixed_size_list<${element}>`, found);
  if (found.nullCount > 0)
    throw new ExpectedError('BAD_INPUT', `The column ${name} has null values.`, [name]);
  const width = found.type.listSize;
  const flat = values(child, name) as Float32Array | Int32Array;
  return { width, values: flat.subarray(0, batch.numRows * width) as Float32Array | Int32Array };
}

/**
 * The first of consecutive indices.
 *
 * @throws ExpectedError BAD_INPUT where they are not consecutive
 */
export function startOf(indices: Int32Array): number {
  const start = indices[0] ?? 0;
  indices.forEach((index, i) => {
    if (index === start + i) return;
    const message = `Indices must be consecutive: row ${i} has ${index}, expected ${start + i}.`;
    throw new ExpectedError('BAD_INPUT', message, ['index']);
  });
  return start;
}

/** Unsigned integers of 32 bits would be read as negative ones. */
function isInt32(type: DataType): boolean {
  return DataType.isInt(type) && type.bitWidth === 32 && type.isSigned;
}

function values(vector: Vector, name: string): unknown {
  if (vector.nullCount > 0)
    throw new ExpectedError('BAD_INPUT', `The column ${name} has null values.`, [name]);
  return vector.toArray();
}

export function wrongType(name: string, wanted: string, found: Vector): ExpectedError {
  return new ExpectedError('BAD_INPUT', `The column ${name} has type ${found.type}, expected ${wanted}.`, [
    name,
  ]);
}
