import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type Data, DataType, type Field, makeData, RecordBatch, Schema, Struct } from 'apache-arrow';
import { BodyBuffers } from './body-buffers.ts';
import { checkOffsets, checkTexts, countNulls } from './check-buffers.ts';
import type { FlatTable } from './flat-table.ts';
import { notArrow } from './not-arrow.ts';

/**
 * The rows of a record batch message. Every count, offset and length is checked against the body before anything is made from it, so that
 * what comes out is no larger than what came in.
 *
 * @param batch of Arrow's Message.fbs
 * @param body its columns, at an address that is a multiple of eight
 * @throws ExpectedError BAD_INPUT where they do not fit each other
 */
export function readBatch(fields: readonly Field[], batch: FlatTable, body: Uint8Array): RecordBatch {
  if (batch.has(3))
    throw new ExpectedError(
      'BAD_INPUT',
      'Compressed record batches are not supported. Send it uncompressed.',
    );
  const rows = batch.int64(0);
  const nodes = batch.vector(1, 16);
  let node = 0;
  const buffers = new BodyBuffers(batch, body);
  const nextNode = (column: string, expected: number | null) => {
    if (node === nodes.count) throw notArrow('its record batch has fewer columns than its schema');
    const at = nodes.at + 16 * node++;
    const [length, nulls] = [batch.int64At(at), batch.int64At(at + 8)];
    if (length < 0 || (expected !== null && length !== expected))
      throw misfit(column, `it has ${length} values where ${expected} are expected`);
    return { length, nulls };
  };
  const readColumn = (type: DataType, column: string, expected: number | null): Data => {
    const { length, nulls } = nextNode(column, expected);
    const bitmap = buffers.next(column, nulls === 0 ? 0 : Math.ceil(length / 8), 'any');
    if (nulls !== 0 && countNulls(bitmap, length) !== nulls)
      throw misfit(column, `its number of nulls is not ${nulls}`);
    const shared = { type, length, nullCount: nulls, nullBitmap: nulls === 0 ? null : bitmap };
    if (DataType.isFixedSizeList(type)) {
      const child = readColumn(type.children[0]!.type, column, length * type.listSize);
      return makeData({ ...shared, type, child });
    }
    if (DataType.isUtf8(type) || DataType.isBinary(type) || DataType.isList(type)) {
      const valueOffsets = buffers.int32s(column, length === 0 ? 0 : length + 1);
      const end = checkOffsets(valueOffsets, column);
      // An empty column may come without its one offset.
      const offsets = length === 0 ? new Int32Array(1) : valueOffsets;
      if (DataType.isList(type)) {
        const child = readColumn(type.children[0]!.type, column, end);
        return makeData({ ...shared, type, valueOffsets: offsets, child });
      }
      const data = buffers.next(column, end, 'padded');
      if (DataType.isBinary(type)) return makeData({ ...shared, type, valueOffsets: offsets, data });
      checkTexts(data, offsets, column);
      return makeData({ ...shared, type, valueOffsets: offsets, data });
    }
    const width = (type as { bitWidth?: number; precision?: number }).bitWidth;
    const bytes = width === undefined ? 2 << (type as unknown as { precision: number }).precision : width / 8;
    const data = buffers.next(column, length * bytes, 'padded');
    const Values = type.ArrayType as new (buffer: ArrayBufferLike, at: number, length: number) => Uint8Array;
    return makeData({ ...shared, type, data: new Values(data.buffer, data.byteOffset, length) } as never);
  };
  const children = fields.map(({ type, name }) => readColumn(type, name, rows));
  if (node !== nodes.count || !buffers.done)
    throw notArrow('its record batch has more columns than its schema');
  const schema = new Schema([...fields]);
  const struct = new Struct([...fields]);
  return new RecordBatch(schema, makeData({ type: struct, length: rows, nullCount: 0, children }));
}

function misfit(column: string, what: string): ExpectedError {
  return new ExpectedError('BAD_INPUT', `The column ${column} is damaged: ${what}.`, [column]);
}
