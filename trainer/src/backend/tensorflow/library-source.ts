import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { openZip } from '../../zip/zip-archive.ts';

/** TensorFlow's shared libraries and C headers, wherever they come from. */
export interface LibrarySource {
  /** What it is, for people: `tensorflow_cpu 2.21.0 (tensorflow_cpu-2.21.0-….whl)`. */
  title: string;
  files: readonly LibraryFile[];
  copy(
    file: LibraryFile,
    target: string,
    onBytes: (bytes: number) => void,
    signal: AbortSignal,
  ): Promise<void>;
  close(): Promise<void>;
}

export interface LibraryFile {
  /** In the source. */
  path: string;
  /** Below the package's `deps`: `lib/libtensorflow_cc.so.2`, `include/tensorflow/c/c_api.h`. */
  target: string;
  bytes: number;
}

/** The libraries that the binding links: the whole of TensorFlow (a Python wheel's or a C library's), and its core. */
const libraries = /^libtensorflow(_cc|_framework)?\.so\.2(\.\d+)*$/;
/** The headers that the binding includes, and those that they include. */
const headers =
  /^(tensorflow\/c\/.+|tensorflow\/core\/platform\/ctstring.*|tsl\/platform\/ctstring.*|xla\/tsl\/c\/.+)\.h$/;

/**
 * A Python wheel of TensorFlow, or a folder that holds what one holds: an unpacked wheel, an installed `site-packages/tensorflow`, or
 * TensorFlow's C library (`lib/` and `include/`).
 *
 * @param gpu whether the library must be able to use a GPU
 * @throws ExpectedError BAD_INPUT saying what is missing or wrong
 */
export async function openLibrarySource(path: string, gpu: boolean): Promise<LibrarySource> {
  const found = await stat(path).catch(ifMissing(null));
  if (found === null) throw new ExpectedError('BAD_INPUT', `There is no ${path}.`, ['from']);
  return found.isDirectory() ? openFolder(path) : openWheel(path, gpu);
}

async function openWheel(path: string, gpu: boolean): Promise<LibrarySource> {
  const archive = await openZip(path);
  try {
    const metadata = archive.entries.find((entry) => /^[^/]+\.dist-info\/METADATA$/.test(entry.path));
    if (!metadata) throw wrong(path, 'is not a Python wheel: it has no .dist-info/METADATA');
    const facts = await archive.text(metadata.path);
    const tags = await archive.text(metadata.path.replace(/METADATA$/, 'WHEEL'));
    const name = /^Name: (.+)$/m.exec(facts)?.[1]?.trim() ?? 'unnamed';
    const version = /^Version: (.+)$/m.exec(facts)?.[1]?.trim() ?? '?';
    if (!/^tensorflow([-_](cpu|gpu|rocm|aarch64|cpu[-_]aws))?$/i.test(name)) {
      throw wrong(path, `is a wheel of ${name}, not of tensorflow`);
    }
    const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
    const platforms = [...tags.matchAll(/^Tag: .+-(\S+)$/gm)].map(([, platform]) => platform ?? '');
    if (!platforms.some((each) => each.includes('linux') && each.endsWith(machine))) {
      throw wrong(path, `is made for ${platforms.join(', ')}; this machine needs linux ${machine}`);
    }
    if (gpu && /cpu/i.test(name)) {
      throw wrong(path, `is ${name}, which knows no GPU: take the wheel of "tensorflow"`);
    }
    const files = archive.entries.flatMap((entry) => fileAt(entry.path, entry.path, entry.size));
    return {
      title: `${name} ${version} (${basename(path)})`,
      files: requireAll(path, files),
      copy: (file, target, onBytes, signal) => archive.extract(file.path, target, onBytes, signal),
      close: () => archive.close(),
    };
  } catch (error) {
    await archive.close();
    throw error;
  }
}

function ifMissing<Value>(value: Value): (error: NodeJS.ErrnoException) => Value {
  return (error) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return value;
    throw error;
  };
}

async function openFolder(path: string): Promise<LibrarySource> {
  const root = [join(path, 'tensorflow'), path].find((each) => existsSync(join(each, 'include'))) ?? path;
  const found: LibraryFile[] = [];
  for (const folder of ['.', 'lib', 'include/tensorflow', 'include/tsl/platform', 'include/xla/tsl/c']) {
    const recursive = folder.startsWith('include');
    const names = await readdir(join(root, folder), { recursive }).catch(ifMissing<string[]>([]));
    for (const name of names) {
      const file = join(folder, name);
      const about = await stat(join(root, file));
      if (about.isFile()) found.push(...fileAt(join('tensorflow', file), join(root, file), about.size));
    }
  }
  return {
    title: path,
    files: requireAll(path, found),
    async copy(file, target, onBytes, signal) {
      await mkdir(dirname(target), { recursive: true });
      const counted = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          onBytes(chunk.length);
          done(null, chunk);
        },
      });
      await pipeline(
        createReadStream(file.path, { highWaterMark: 1 << 20 }),
        counted,
        createWriteStream(target),
        {
          signal,
        },
      );
    },
    close: async () => undefined,
  };
}

/** @param name as in a wheel, below `tensorflow/` */
function fileAt(name: string, path: string, bytes: number): LibraryFile[] {
  const inside = /^tensorflow\/(?:lib\/)?([^/]+)$/.exec(name)?.[1];
  if (inside !== undefined && libraries.test(inside)) return [{ path, target: `lib/${inside}`, bytes }];
  const header = /^tensorflow\/include\/(.+)$/.exec(name)?.[1];
  return header !== undefined && headers.test(header) ? [{ path, target: `include/${header}`, bytes }] : [];
}

function requireAll(path: string, files: LibraryFile[]): LibraryFile[] {
  const needed = {
    'libtensorflow_cc.so.2 (or libtensorflow.so.2)': /^lib\/libtensorflow(_cc)?\.so/,
    'libtensorflow_framework.so.2': /^lib\/libtensorflow_framework\.so/,
    'include/tensorflow/c/c_api.h': /^include\/tensorflow\/c\/c_api\.h$/,
    'include/tensorflow/c/eager/c_api.h': /^include\/tensorflow\/c\/eager\/c_api\.h$/,
  };
  const missing = Object.entries(needed)
    .filter(([, pattern]) => !files.some(({ target }) => pattern.test(target)))
    .map(([name]) => name);
  if (missing.length > 0) throw wrong(path, `lacks ${missing.join(', ')}`);
  return files;
}

function wrong(path: string, problem: string): ExpectedError {
  return new ExpectedError(
    'BAD_INPUT',
    `${path} ${problem}. What is wanted is a Linux wheel of TensorFlow 2 ("pip download --no-deps tensorflow", or tensorflow-cpu), or a folder with its libraries and headers.`,
    ['from'],
  );
}
