import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { installLibrary, isInstalled } from '@stillhouse/trainer/backend/tensorflow/install-library.ts';
import { openLibrarySource } from '@stillhouse/trainer/backend/tensorflow/library-source.ts';
import type { TfjsPackage } from '@stillhouse/trainer/backend/tensorflow/tfjs-package.ts';
import { strToU8, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const { signal } = new AbortController();
const silent = () => undefined;

/** As far as it is read: an ELF header of this machine's processor. */
const library = Buffer.alloc(64);
library.write('\x7fELF', 'latin1');
library.writeUInt16LE(process.arch === 'arm64' ? 183 : 62, 18);

const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
const wheelFiles = (over: Record<string, string | Uint8Array | null> = {}): Record<string, Uint8Array> => {
  const files = {
    'tensorflow/libtensorflow_cc.so.2': library,
    'tensorflow/libtensorflow_framework.so.2': library,
    'tensorflow/include/tensorflow/c/c_api.h': '// c_api',
    'tensorflow/include/tensorflow/c/eager/c_api.h': '// eager',
    'tensorflow/include/tensorflow/cc/ops/standard_ops.h': '// not needed',
    'tensorflow/python/__init__.py': '',
    'tensorflow_cpu-2.99.0.dist-info/METADATA':
      'Metadata-Version: 2.4\nName: tensorflow_cpu\nVersion: 2.99.0\n',
    'tensorflow_cpu-2.99.0.dist-info/WHEEL': `Wheel-Version: 1.0\nTag: cp311-cp311-manylinux_2_27_${machine}\n`,
    ...over,
  };
  return Object.fromEntries(
    Object.entries(files).flatMap(([path, content]) =>
      content === null ? [] : [[path, typeof content === 'string' ? strToU8(content) : content]],
    ),
  );
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stillhouse-tensorflow-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function wheel(over: Record<string, string | Uint8Array | null> = {}): Promise<string> {
  const path = join(folder, 'tensorflow_cpu-2.99.0.whl');
  await writeFile(path, zipSync(wheelFiles(over)));
  return path;
}

describe('a source of the library', () => {
  it('is a wheel, of which the libraries and the headers of the C interface are taken', async () => {
    const source = await openLibrarySource(await wheel(), false);
    expect(source.title).toBe('tensorflow_cpu 2.99.0 (tensorflow_cpu-2.99.0.whl)');
    expect(source.files.map(({ target }) => target).sort()).toEqual([
      'include/tensorflow/c/c_api.h',
      'include/tensorflow/c/eager/c_api.h',
      'lib/libtensorflow_cc.so.2',
      'lib/libtensorflow_framework.so.2',
    ]);
    await source.close();
  });

  it('is an unpacked wheel just as well, or TensorFlow’s C library', async () => {
    const write = async (root: string, rename: (path: string) => string) => {
      for (const [path, content] of Object.entries(wheelFiles())) {
        const to = join(folder, root, rename(path));
        await mkdir(dirname(to), { recursive: true });
        await writeFile(to, content);
      }
    };
    await write('unpacked', (path) => path);
    await write('c-library', (path) =>
      path
        .replace('tensorflow/libtensorflow_cc.so.2', 'lib/libtensorflow.so.2')
        .replace('tensorflow/libtensorflow_framework', 'lib/libtensorflow_framework')
        .replace('tensorflow/include/', 'include/'),
    );
    const targets = async (root: string) =>
      (await openLibrarySource(join(folder, root), false)).files.map(({ target }) => target).sort();
    expect(await targets('unpacked')).toContain('lib/libtensorflow_cc.so.2');
    expect(await targets('unpacked')).toContain('include/tensorflow/c/eager/c_api.h');
    expect(await targets('c-library')).toContain('lib/libtensorflow.so.2');
  });

  it.each([
    ['lacks a header', { 'tensorflow/include/tensorflow/c/eager/c_api.h': null }, /lacks include.*eager/],
    ['lacks the library', { 'tensorflow/libtensorflow_cc.so.2': null }, /lacks libtensorflow_cc\.so\.2/],
    [
      'is made for another platform',
      { 'tensorflow_cpu-2.99.0.dist-info/WHEEL': 'Tag: cp311-cp311-macosx_12_0_arm64\n' },
      /made for macosx_12_0_arm64; this machine needs linux/,
    ],
    [
      'is another package’s',
      { 'tensorflow_cpu-2.99.0.dist-info/METADATA': 'Name: numpy\nVersion: 2\n' },
      /a wheel of numpy/,
    ],
  ])('a wheel that %s is refused, saying so', async (_name, over, message) => {
    await expect(openLibrarySource(await wheel(over), false)).rejects.toThrow(message);
  });

  it('a wheel without CUDA is refused for the GPU package', async () => {
    await expect(openLibrarySource(await wheel(), true)).rejects.toThrow(/knows no GPU/);
  });

  it('a path where nothing is is said', async () => {
    await expect(openLibrarySource(join(folder, 'nothing.whl'), false)).rejects.toThrow(/There is no/);
  });
});

describe('installing', () => {
  let target: TfjsPackage;
  beforeEach(async () => {
    target = {
      name: '@tensorflow/tfjs-node',
      folder: join(folder, 'package'),
      napi: 8,
      binding: 'lib/napi-v8/tfjs_binding.node',
    };
    await mkdir(target.folder);
  });

  const build = async (stage: string) => {
    await mkdir(join(stage, 'lib/napi-v8'), { recursive: true });
    await writeFile(join(stage, target.binding), 'new binding');
  };

  async function install(over: Partial<Parameters<typeof installLibrary>[2]> = {}, path?: string) {
    const source = await openLibrarySource(path ?? (await wheel()), false);
    try {
      await installLibrary(target, source, {
        signal,
        onBytes: silent,
        build,
        verify: async () => undefined,
        ...over,
      });
      return await isInstalled(target, source);
    } finally {
      await source.close();
    }
  }

  it('puts libraries, headers, links and binding where the package looks for them', async () => {
    expect(await install()).toBe(true);
    const lib = join(target.folder, 'deps/lib');
    expect(await readlink(join(lib, 'libtensorflow.so'))).toBe('libtensorflow_cc.so.2');
    expect(await readlink(join(lib, 'libtensorflow.so.2.9.1'))).toBe('libtensorflow_cc.so.2');
    expect(await readlink(join(lib, 'libtensorflow_framework.so'))).toBe('libtensorflow_framework.so.2');
    expect(await readFile(join(target.folder, 'deps/include/tensorflow/c/c_api.h'), 'utf8')).toBe('// c_api');
    expect(await readFile(join(target.folder, target.binding), 'utf8')).toBe('new binding');
    expect(await readdir(target.folder)).toEqual(['deps', 'lib']);
  });

  it.each([
    ['the compiler fails', { build: () => Promise.reject(new Error('no compiler')) }, 'no compiler'],
    ['the library computes something else', { verify: () => Promise.reject(new Error('wrong')) }, 'wrong'],
  ])('leaves the package as it was where %s', async (_name, over, message) => {
    await mkdir(join(target.folder, 'deps'));
    await writeFile(join(target.folder, 'deps/old'), 'old');
    await expect(install(over)).rejects.toThrow(message);
    expect(await readdir(target.folder)).toEqual(['deps']);
    expect(await readdir(join(target.folder, 'deps'))).toEqual(['old']);
  });

  it('takes up after a process that died between moving the old one aside and trying the new one', async () => {
    await mkdir(join(target.folder, '.stillhouse-before/deps'), { recursive: true });
    await writeFile(join(target.folder, '.stillhouse-before/deps/old'), 'old');
    await writeFile(join(target.folder, '.stillhouse-before/parts.json'), '["deps"]');
    await mkdir(join(target.folder, 'lib'));
    await mkdir(join(target.folder, 'deps'));
    await expect(install({ build: () => Promise.reject(new Error('no compiler')) })).rejects.toThrow();
    expect(await readdir(target.folder)).toEqual(['deps']);
    expect(existsSync(join(target.folder, 'deps/old'))).toBe(true);
  });

  it('refuses a library for another processor', async () => {
    const other = Buffer.from(library);
    other.writeUInt16LE(8, 18);
    const path = await wheel({ 'tensorflow/libtensorflow_framework.so.2': other });
    await expect(install({}, path)).rejects.toThrow(/no library for Linux/);
    expect(await readdir(target.folder)).toEqual([]);
  });
});
