import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { LibrarySource } from './library-source.ts';
import { hasBinding, type TfjsPackage } from './tfjs-package.ts';

export interface InstallOptions {
  signal: AbortSignal;
  /** Bytes of the library in place so far, and all of them. */
  onBytes(bytes: number, of: number): void;
  /** Compiles the binding in the folder that holds `deps` (build-binding.ts). */
  build(stage: string): Promise<void>;
  /** Whether the package computes rightly now. What it throws undoes the installation. */
  verify(): Promise<void>;
}

/** What is written beside the library, so that the same one is not installed twice. */
const stampName = 'stillhouse.json';

/** Whether this very library is under the package already. */
export async function isInstalled(target: TfjsPackage, source: LibrarySource): Promise<boolean> {
  const stamp = join(target.folder, 'deps', stampName);
  return hasBinding(target) && existsSync(stamp) && (await readFile(stamp, 'utf8')) === stampOf(source);
}

/**
 * Puts a TensorFlow library and a binding built against it under the package: all in a folder aside, then by renaming, then verified. Whatever
 * fails, the package is as it was before.
 *
 * @throws ExpectedError; whatever `verify` throws; the signal's reason once it is aborted
 */
export async function installLibrary(
  target: TfjsPackage,
  source: LibrarySource,
  options: InstallOptions,
): Promise<void> {
  const { folder } = target;
  const stage = join(folder, '.stillhouse-stage');
  const before = join(folder, '.stillhouse-before');
  await recover(folder, before);
  await rm(stage, { recursive: true, force: true });
  try {
    await copyFiles(source, join(stage, 'deps'), options);
    await requireMachine(join(stage, 'deps/lib/libtensorflow_framework.so.2'));
    await options.build(stage);
    await writeFile(join(stage, 'deps', stampName), stampOf(source));
    await setAside(folder, before, stage);
    for (const part of replaced) await rename(join(stage, part), join(folder, part));
    await options.verify();
    await rename(before, join(stage, 'before'));
  } catch (error) {
    await recover(folder, before);
    throw error;
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

/** The parts of the package that are replaced, and put back where something fails. */
const replaced = ['deps', 'lib'];
/** In the folder of what was moved aside: which parts there were. */
const listName = 'parts.json';

async function setAside(folder: string, before: string, stage: string): Promise<void> {
  const parts = replaced.filter((part) => existsSync(join(folder, part)));
  // The list is there from the first moment: without it nobody could tell a part that was not moved yet from one that never was.
  await mkdir(join(stage, 'aside'));
  await writeFile(join(stage, 'aside', listName), JSON.stringify(parts));
  await rename(join(stage, 'aside'), before);
  for (const part of parts) await rename(join(folder, part), join(before, part));
}

/** Puts back what an installation that did not come to its end had moved aside. */
async function recover(folder: string, before: string): Promise<void> {
  if (!existsSync(before)) return;
  const parts = JSON.parse(await readFile(join(before, listName), 'utf8')) as string[];
  for (const part of replaced) {
    const saved = join(before, part);
    const isNew = existsSync(saved) || !parts.includes(part);
    if (isNew) await rm(join(folder, part), { recursive: true, force: true });
    if (existsSync(saved)) await rename(saved, join(folder, part));
  }
  await rm(before, { recursive: true });
}

async function copyFiles(
  source: LibrarySource,
  deps: string,
  { signal, onBytes }: InstallOptions,
): Promise<void> {
  const all = source.files.reduce((sum, { bytes }) => sum + bytes, 0);
  let copied = 0;
  for (const file of source.files) {
    await source.copy(
      file,
      join(deps, file.target),
      (bytes) => {
        copied += bytes;
        onBytes(copied, all);
      },
      signal,
    );
  }
  for (const [link, to] of linksOf(source)) await symlink(to, join(deps, 'lib', link));
}

/** The names by which the binding is linked, and those by which the package looks for its library. */
function linksOf({ files }: LibrarySource): [string, string][] {
  const names = files.map(({ target }) => basename(target));
  const pick = (pattern: RegExp) => names.find((name) => pattern.test(name)) ?? '';
  const main = pick(/^libtensorflow(_cc)?\.so/);
  const core = pick(/^libtensorflow_framework\.so/);
  const wanted: [string, string][] = [
    ['libtensorflow.so', main],
    ['libtensorflow.so.2.9.1', main],
    ['libtensorflow_framework.so', core],
    ['libtensorflow_framework.so.2', core],
  ];
  return wanted.filter(([link]) => !names.includes(link));
}

/** @throws ExpectedError where a library is made for another kind of processor (ELF's e_machine) */
async function requireMachine(library: string): Promise<void> {
  const file = await open(library, 'r');
  const header = Buffer.alloc(20);
  await file.read(header, 0, 20, 0).finally(() => file.close());
  const wanted = process.arch === 'arm64' ? 183 : 62;
  if (header.toString('latin1', 1, 4) === 'ELF' && header.readUInt16LE(18) === wanted) return;
  throw new ExpectedError(
    'BAD_INPUT',
    `${basename(library)} is no library for Linux on ${process.arch}: take the one made for it.`,
  );
}

function stampOf({ title, files }: LibrarySource): string {
  return `${JSON.stringify({ title, files: files.map(({ target, bytes }) => [target, bytes]) }, null, 1)}\n`;
}
