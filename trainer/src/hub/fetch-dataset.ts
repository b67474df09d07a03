import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { fetchSnapshot, type SnapshotRequest } from './fetch-snapshot.ts';

/**
 * Brings the parquet files of some folders of a data set of the Hub into the cache: for GLUE a folder is a task.
 *
 * @returns the folder in which those folders lie
 * @throws ExpectedError as fetchSnapshot, and where one of the folders has no parquet file
 */
export function fetchDataset(
  request: Omit<SnapshotRequest, 'choose'>,
  folders: readonly string[],
): Promise<string> {
  return fetchSnapshot({ ...request, choose: (paths) => parquetFiles(paths, folders) });
}

function parquetFiles(paths: readonly string[], folders: readonly string[]): string[] {
  return folders.flatMap((folder) => {
    const inside = paths.filter((path) => path.startsWith(`${folder}/`) && path.endsWith('.parquet'));
    if (inside.length > 0) return inside;
    throw new ExpectedError('BAD_INPUT', `The data set has no parquet files in a folder ${folder}.`, [
      'data',
    ]);
  });
}
