import type { Compressors, FileMetaData } from 'hyparquet';

/** Most rows of a file; the largest of GLUE has 393 thousand. */
const mostRows = 2 ** 26;

/** Most bytes of a column of a row group, once decompressed. */
const mostBytes = 2 ** 31;

/**
 * Checks what the metadata claim of sizes, from which hyparquet allocates memory.
 *
 * @param columns names of the columns that are read, each of one value per row
 * @param size of the file in bytes
 * @throws Error saying which claim is wrong
 */
export function checkParquet(metadata: FileMetaData, columns: readonly string[], size: number): void {
  let rows = 0n;
  for (const { num_rows: groupRows, columns: chunks } of metadata.row_groups) {
    if (groupRows < 0n) throw new Error('a row group has a negative number of rows');
    rows += groupRows;
    for (const { meta_data: chunk } of chunks) {
      const name = chunk?.path_in_schema[0];
      if (!chunk || name === undefined || !columns.includes(name)) continue;
      const { num_values: values, data_page_offset: data, total_compressed_size: compressed } = chunk;
      const start = chunk.dictionary_page_offset ?? data;
      if (values !== groupRows)
        throw new Error(`column "${name}" has ${values} values for ${groupRows} rows`);
      if (start < 0n || compressed < 0n || start + compressed > BigInt(size))
        throw new Error(`column "${name}" reaches beyond the end of the file`);
      if (chunk.total_uncompressed_size < 0n || chunk.total_uncompressed_size > BigInt(mostBytes))
        throw new Error(`column "${name}" has more than ${mostBytes} bytes in a row group`);
    }
  }
  if (rows !== metadata.num_rows)
    throw new Error(`it has ${metadata.num_rows} rows, and its row groups ${rows}`);
  if (rows > BigInt(mostRows)) throw new Error(`it has ${rows} rows, and at most ${mostRows} are read`);
}

/** Decompressors that refuse a page that claims more bytes than the largest column of the file. */
export function boundedCompressors(compressors: Compressors, { row_groups }: FileMetaData): Compressors {
  const sizes = row_groups.flatMap(({ columns }) =>
    columns.map(({ meta_data: chunk }) => Number(chunk?.total_uncompressed_size ?? 0)),
  );
  const most = sizes.reduce((a, b) => Math.max(a, b), 0);
  const bounded = Object.entries(compressors).map(([codec, decompress]) => [
    codec,
    (input: Uint8Array, length: number) => {
      if (length < 0 || length > most)
        throw new Error(`a page has ${length} bytes where the largest column has ${most}`);
      return decompress(input, length);
    },
  ]);
  return Object.fromEntries(bounded) as Compressors;
}
