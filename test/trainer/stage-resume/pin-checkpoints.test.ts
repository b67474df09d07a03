import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pinCheckpoint } from '@stillhouse/trainer/stage/run/pin-checkpoints.ts';
import { RunLedger } from '@stillhouse/trainer/stage/run/run-ledger.ts';
import { expect, it } from 'vitest';

const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url));

it.each([
  ['model.safetensors', 'checkpoints/bert/model.safetensors'],
  ['pytorch_model.bin', 'torch-files/bert.zip.bin'],
])('a training does not go on from a checkpoint whose %s is another', async (name, fixture) => {
  const folder = await mkdtemp(join(tmpdir(), 'stillhouse-pin-'));
  await copyFile(join(fixtures, 'checkpoints/bert/config.json'), join(folder, 'config.json'));
  const weights = join(folder, name);
  await copyFile(join(fixtures, fixture), weights);
  const ledger = await RunLedger.create({ path: null, checkpoints: folder, every: 1 }, null);
  await pinCheckpoint('./bert', folder, ledger);
  await writeFile(join(folder, 'README.md'), '# of no account');
  await pinCheckpoint('./bert', folder, ledger);
  const bytes = await readFile(weights);
  bytes[bytes.length - 2_000]! ^= 1;
  await writeFile(weights, bytes);
  await expect(pinCheckpoint('./bert', folder, ledger)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('The checkpoint ./bert is not what it was'),
  });
  await ledger.close();
  await rm(folder, { recursive: true });
});
