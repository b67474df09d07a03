import { join } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { namesIn } from './find-file.ts';
import type { Part } from './layout.ts';

/** `train-00000-of-00001.parquet`: the split, the number of the shard, and of how many. */
const shardName = /^(train|(?:validation|test)(?:_matched|_mismatched)?)-(\d{5})-of-(\d{5})\.parquet$/;

/** Is it the name of a split's file as on the Hub? */
export function isParquetPart(name: string): boolean {
  return shardName.test(name);
}

/**
 * Paths of the parquet files of a part, in their order; empty where there is none.
 *
 * @throws ExpectedError naming the first that is missing
 */
export async function shardsOf(folder: string, part: Part): Promise<string[]> {
  const split = part.replace(/^dev/, 'validation');
  const names = (await namesIn(folder)).filter((name) => shardName.exec(name)?.[1] === split);
  const total = Number(shardName.exec(names[0] ?? '')?.[3] ?? 0);
  return Array.from({ length: total }, (_, shard) => {
    const digits = (value: number) => String(value).padStart(5, '0');
    const name = `${split}-${digits(shard)}-of-${digits(total)}.parquet`;
    if (names.includes(name)) return join(folder, name);
    throw new ExpectedError('NOT_FOUND', `The folder ${folder} has no ${name}, only ${names.join(', ')}.`);
  });
}
