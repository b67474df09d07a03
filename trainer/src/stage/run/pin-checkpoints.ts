import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { FetchModel } from '../starting-points.ts';
import type { RunLedger } from './run-ledger.ts';

const commit = /^[0-9a-f]{40}$/;

/** Brings of each model of the Hub the commit that the training began with, though its branch has moved since. */
export function sameCommits(fetchModel: FetchModel, ledger: RunLedger): FetchModel {
  return async (model) => {
    const name = `commit of ${model.name}@${model.revision ?? 'main'}`;
    const folder = await fetchModel({ ...model, revision: ledger.pinned(name) ?? model.revision });
    if (commit.test(basename(folder))) await ledger.pin(name, basename(folder));
    return folder;
  };
}

/**
 * A checkpoint that a training starts from has to be what it was when the training goes on. (One in the cache of the Hub is, by its commit.)
 *
 * @param from as the recipe names it
 * @throws ExpectedError CONFLICT where its configuration or a weight is another
 */
export async function pinCheckpoint(from: string, folder: string, ledger: RunLedger): Promise<void> {
  if (commit.test(basename(folder))) return;
  const hash = createHash('sha256');
  const names = await readdir(folder);
  for (const name of names
    .filter((one) => /^config\.json$|\.safetensors$|^pytorch_model.*\.bin$/.test(one))
    .sort()) {
    hash.update(`${name}\0`);
    for await (const chunk of createReadStream(join(folder, name))) hash.update(chunk as Buffer);
  }
  await ledger.pin(`checkpoint ${from}`, hash.digest('hex'));
}
