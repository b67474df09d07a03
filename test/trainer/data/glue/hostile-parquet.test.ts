import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { taskById } from '@stillhouse/domain/task/task.ts';
import { boundedCompressors, checkParquet } from '@stillhouse/trainer/data/glue/check-parquet.ts';
import { readGlue } from '@stillhouse/trainer/data/glue/read-glue.ts';
import { asyncBufferFromFile, type FileMetaData, parquetMetadataAsync } from 'hyparquet';
import { beforeAll, describe, expect, test } from 'vitest';
import { folderOf } from '../folder-of.ts';

const name = 'train-00000-of-00001.parquet';
const path = fileURLToPath(new URL(`../../../fixtures/parquet/cola/${name}`, import.meta.url));
const columns = ['sentence', 'label'];
let bytes: Buffer;
let sound: FileMetaData;
beforeAll(async () => {
  bytes = await readFile(path);
  sound = await parquetMetadataAsync(await asyncBufferFromFile(path));
});

/** The metadata with another claim in the first row group, or in its first column. */
function claiming(group: object, column: object = {}): FileMetaData {
  const [first, ...others] = sound.row_groups;
  const [chunk, ...chunks] = first!.columns;
  const changed = { ...chunk!, meta_data: { ...chunk!.meta_data!, ...column } };
  return { ...sound, row_groups: [{ ...first!, ...group, columns: [changed, ...chunks] }, ...others] };
}

describe('the metadata of a parquet file', () => {
  test('that are true pass', () => {
    expect(() => checkParquet(sound, columns, bytes.length)).not.toThrow();
  });

  test.each<[string, object, object, RegExp]>([
    [
      'more values than rows',
      {},
      { num_values: 2n ** 40n },
      /"sentence" has 1099511627776 values for 2 rows/,
    ],
    ['a negative number of rows', { num_rows: -1n }, {}, /negative number of rows/],
    ['a column behind the end', {}, { total_compressed_size: 10_000n }, /beyond the end of the file/],
    ['a column before the file', {}, { dictionary_page_offset: -5n }, /beyond the end of the file/],
    ['a column of terabytes', {}, { total_uncompressed_size: 2n ** 40n }, /more than 2147483648 bytes/],
  ])('that claim %s are refused', (_what, group, column, message) => {
    expect(() => checkParquet(claiming(group, column), columns, bytes.length)).toThrow(message);
  });

  test('that claim other numbers of rows for the file and its groups are refused', () => {
    const other = { ...sound, num_rows: 2n ** 40n };
    expect(() => checkParquet(other, columns, bytes.length)).toThrow(
      /1099511627776 rows, and its row groups 2/,
    );
  });
});

test('a page that claims more bytes than its column is not decompressed', () => {
  let asked = 0;
  const snappy = () => {
    asked += 1;
    return new Uint8Array(0);
  };
  const { SNAPPY } = boundedCompressors({ SNAPPY: snappy }, sound);
  expect(() => SNAPPY!(new Uint8Array(9), 2 ** 31 - 1)).toThrow(/a page has 2147483647 bytes/);
  expect(asked).toBe(0);
});

test('a file with any byte of its metadata changed is read, or refused by its name', async () => {
  const folder = await folderOf({ [name]: '' });
  const file = join(folder, name);
  const begin = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
  for (let place = begin; place < bytes.length; place += 3) {
    const changed = Buffer.from(bytes);
    changed[place] = bytes[place]! ^ 0x7f;
    await writeFile(file, changed);
    const found = await readGlue(taskById('cola'), folder, 'train', { skipBadRows: false }).catch(
      (error: unknown) => error,
    );
    if (found instanceof Error) {
      expect(found, `byte ${place}`).toBeInstanceOf(ExpectedError);
      expect(found.message).toContain(name);
    }
  }
});
