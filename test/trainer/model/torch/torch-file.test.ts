import { access, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readEncoder } from '@stillhouse/trainer/model/hugging-face.ts';
import { openSafetensors } from '@stillhouse/trainer/model/safetensors.ts';
import type { TensorFile } from '@stillhouse/trainer/model/tensor-file.ts';
import { openTorchFile } from '@stillhouse/trainer/model/torch/open-torch-file.ts';
import { unzipSync, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const fixtures = fileURLToPath(new URL('../../../fixtures/', import.meta.url));
const fixture = (name: string) => join(fixtures, 'torch-files', name);
const formats = ['zip', 'legacy'] as const;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stillhouse-torch-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Name, shape and the bits of every tensor. */
async function contents(file: TensorFile): Promise<Record<string, unknown>> {
  const tensors: Record<string, unknown> = {};
  for (const name of [...file.tensors.keys()].sort()) {
    const { shape, values } = await file.read(name);
    tensors[name] = { shape, bits: new Uint32Array(values.buffer, values.byteOffset, values.length) };
  }
  await file.close();
  return tensors;
}

async function changed(name: string, change: (bytes: Buffer) => Uint8Array): Promise<string> {
  const path = join(folder, 'pytorch_model.bin');
  await writeFile(path, change(await readFile(fixture(name))));
  return path;
}

describe.each(formats)('a %s file of torch.save', (format) => {
  it('has every type and every kind of view, bit for bit as safetensors has them', async () => {
    const ours = await contents(await openTorchFile(fixture(`views.${format}.bin`)));
    expect(ours).toEqual(await contents(await openSafetensors(fixture('views.safetensors'))));
    expect(Object.keys(ours)).toHaveLength(16);
  });

  it('opens as the checkpoint of a folder, with the weights of model.safetensors, bit for bit', async () => {
    const bert = join(fixtures, 'checkpoints/bert');
    await copyFile(join(bert, 'config.json'), join(folder, 'config.json'));
    await copyFile(fixture(`bert.${format}.bin`), join(folder, 'pytorch_model.bin'));
    const expected = await readEncoder(bert, 3);
    expect(await readEncoder(folder, 3)).toEqual({ ...expected, metadata: {} });
  });

  it('that would run code is refused by the name of what it would run, and nothing is run', async () => {
    await expect(openTorchFile(fixture(`malicious.${format}.bin`))).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(
        /malicious\.\w+\.bin asks for Python's (posix|nt)\.system, which is not run/,
      ),
    });
    await expect(access('stillhouse-was-here')).rejects.toThrow(/ENOENT/);
  });

  it('that was cut off anywhere is refused by its name', async () => {
    const { length } = await readFile(fixture(`views.${format}.bin`));
    for (let end = 0; end < length; end += 97) {
      const path = await changed(`views.${format}.bin`, (bytes) => bytes.subarray(0, end));
      await expect(openTorchFile(path), `after ${end} bytes`).rejects.toMatchObject({
        code: 'BAD_INPUT',
        message: expect.stringMatching(/pytorch_model\.bin.*(cut off|download it again)/),
      });
    }
  });
});

describe('a file of PyTorch is refused by its name', () => {
  it('where it is a whole model and not its state dict', async () => {
    await expect(openTorchFile(fixture('module.zip.bin'))).rejects.toThrow(
      /module\.zip\.bin asks for Python's torch\.nn\.modules\.normalization\.LayerNorm.*state_dict\(\)/,
    );
  });

  it('where it is something else', async () => {
    const path = await changed('views.zip.bin', () => Buffer.from('<!DOCTYPE html>'));
    await expect(openTorchFile(path)).rejects.toThrow(/pytorch_model\.bin is no file of torch\.save/);
  });

  it('where its entries were compressed', async () => {
    const path = await changed('views.zip.bin', (bytes) => zipSync(unzipSync(bytes)));
    await expect(openTorchFile(path)).rejects.toThrow(/is compressed/);
  });

  it.each([
    [
      'lacks an entry',
      (entries: Record<string, Uint8Array>) => delete entries['views.zip/data/0'],
      /data\/0/,
    ],
    [
      'has too few values',
      (entries: Record<string, Uint8Array>) => {
        entries['views.zip/data/0'] = Buffer.alloc(8);
      },
      /data\/0 in .* has 8 bytes where 24 are expected/,
    ],
    [
      'has big-endian numbers',
      (entries: Record<string, Uint8Array>) => {
        entries['views.zip/byteorder'] = Buffer.from('big');
      },
      /big-endian/,
    ],
    [
      'is no state dict',
      (entries: Record<string, Uint8Array>) => delete entries['views.zip/data.pkl'],
      /none of PyTorch/,
    ],
  ])('where it %s', async (_, change, message) => {
    const path = await changed('views.zip.bin', (bytes) => {
      const entries = unzipSync(bytes);
      change(entries);
      return zipSync(entries, { level: 0 });
    });
    await expect(openTorchFile(path)).rejects.toThrow(message);
  });
});
