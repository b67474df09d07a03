import {
  copyFile,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  realpath,
  rm,
  stat,
  symlink,
} from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { writeFileAtomically } from '../file/write-atomically.ts';
import type { HubRepository } from './hub.ts';

/** A repository's folder in the cache: `blobs/` by digest, `snapshots/<commit>/` with links to them, `refs/<revision>` with commits. */
export class RepositoryCache {
  readonly #folder: string;
  readonly #revision: string;

  constructor(cache: string, { type, name, revision }: HubRepository) {
    this.#folder = join(cache, `${type}s--${name.replaceAll('/', '--')}`);
    this.#revision = revision;
  }

  /** The commit that the revision was when it was last asked for; a commit is itself. Null where it never was. */
  async commit(): Promise<string | null> {
    if (/^[0-9a-f]{40}$/.test(this.#revision)) return this.#revision;
    const text = await readFile(join(this.#folder, 'refs', this.#revision), 'utf8').catch(ifMissing(null));
    return text === null ? null : text.trim();
  }

  async setCommit(commit: string): Promise<void> {
    if (commit === this.#revision) return;
    const path = join(this.#folder, 'refs', this.#revision);
    await writeFileAtomically(path, commit);
  }

  snapshot(commit: string): string {
    return join(this.#folder, 'snapshots', commit);
  }

  /** Paths of the files of a commit that are there, whole. A link that leads out of the repository's folder is no file of it. */
  async files(commit: string): Promise<string[]> {
    const folder = this.snapshot(commit);
    const paths = await readdir(folder, { recursive: true }).catch(ifMissing([]));
    const roots = await Promise.all([folder, join(this.#folder, 'blobs')].map(realPathOf));
    const isThere = async (path: string) => {
      const real = await realPathOf(join(folder, path));
      if (real === null || !roots.some((root) => root !== null && real.startsWith(root + sep))) return false;
      return (await sizeOf(real)) !== null;
    };
    const there = await Promise.all(paths.map(isThere));
    return paths.filter((_, i) => there[i]).map((path) => path.replaceAll('\\', '/'));
  }

  /** Where the content of this digest lies once it has come. */
  async blob(digest: string): Promise<string> {
    const folder = join(this.#folder, 'blobs');
    await mkdir(folder, { recursive: true });
    return join(folder, digest);
  }

  /** Enters a blob as a file of a commit. @throws ExpectedError for a path that leads out of the commit's folder */
  async link(commit: string, path: string, blob: string): Promise<void> {
    if (isAbsolute(path) || path.includes('\0') || path.split(/[\\/]/).includes('..'))
      throw new ExpectedError(
        'BAD_INPUT',
        `The Hub names a file ${path}, which would lie outside the cache.`,
      );
    const link = join(this.snapshot(commit), path);
    await this.#makeFolder(commit, dirname(path));
    const target = relative(dirname(link), blob);
    if ((await readlink(link).catch(() => target)) !== target) await rm(link);
    await symlink(target, link).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return;
      // Windows allows links to some users only.
      if (error.code === 'EPERM') return copyFile(blob, link);
      throw error;
    });
  }

  /** Makes a folder of a commit. @throws ExpectedError where a link is in its place, which may lead out of the cache */
  async #makeFolder(commit: string, path: string): Promise<void> {
    let folder = this.snapshot(commit);
    await mkdir(dirname(folder), { recursive: true });
    for (const name of ['.', ...path.split(/[\\/]/)]) {
      folder = join(folder, name);
      await mkdir(folder).catch(async (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
        if ((await lstat(folder)).isDirectory()) return;
        throw new ExpectedError(
          'CONFLICT',
          `${folder} in the cache is not a folder: remove it and try again.`,
        );
      });
    }
  }
}

/** Bytes of a file (not of a link to it, but of what it leads to); null where there is none. */
export async function sizeOf(path: string): Promise<number | null> {
  const found = await stat(path).catch(ifMissing(null));
  return found?.isFile() ? found.size : null;
}

/** Bytes of a file; null where there is none, or a link in its place. */
export async function ownSizeOf(path: string): Promise<number | null> {
  const found = await lstat(path).catch(ifMissing(null));
  return found?.isFile() ? found.size : null;
}

async function realPathOf(path: string): Promise<string | null> {
  return realpath(path).catch(ifMissing(null));
}

function ifMissing<Value>(value: Value): (error: NodeJS.ErrnoException) => Value {
  return (error) => {
    if (error.code === 'ENOENT') return value;
    throw error;
  };
}
