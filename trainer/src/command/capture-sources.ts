import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { longestDiff, type Source } from '@stillhouse/domain/record/run.ts';
import { storableBeginning } from '@stillhouse/domain/record/text.ts';
import { maskDiff } from '../secret/mask-diff.ts';
import { maskSecrets } from '../secret/mask-secrets.ts';

const ours = fileURLToPath(new URL('.', import.meta.url));

/**
 * The git checkouts that have a part in a training: Stillhouse's own, and that of the folder in which it was called where that is another.
 * Each with its commit and what `git diff HEAD` prints, its beginning if it is long, with secrets masked. Untracked files are not in it.
 *
 * @param folder where the trainer was called
 * @returns none where there is no checkout, or no git
 */
export async function captureSources(folder: string): Promise<Source[]> {
  const own = await sourceOf(ours, 'stillhouse', null);
  const called = await sourceOf(folder, null, own?.root ?? null);
  return [own, called].flatMap((found) => (found ? [found.source] : []));
}

/** @param other root of a checkout that was captured already; null: there is none @returns null where there is nothing to capture */
async function sourceOf(
  folder: string,
  name: string | null,
  other: string | null,
): Promise<{ root: string; source: Source } | null> {
  let root: string;
  try {
    root = (await git(folder, 'rev-parse', '--show-toplevel')).trim();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || !isInCheckout(folder)) return null;
    // A checkout of another user's, for example, which git refuses to read.
    const diff = maskSecrets(`git could not read this checkout: ${message}`);
    return {
      root: folder,
      source: { name: name ?? basename(folder), commit: null, diff, diffLength: diff.length },
    };
  }
  return root === other ? null : { root, source: await sourceAt(root, name ?? basename(root)) };
}

function isInCheckout(folder: string): boolean {
  return existsSync(join(folder, '.git')) || (dirname(folder) !== folder && isInCheckout(dirname(folder)));
}

async function sourceAt(root: string, name: string): Promise<Source> {
  const commit = await git(root, 'rev-parse', '--verify', 'HEAD').then(
    (hash) => hash.trim(),
    () => null, // a checkout without any commit
  );
  const diff = commit === null ? '' : await diffOf(root);
  // Masked before it is cut: half a secret has no form by which it would be known.
  const masked = maskDiff(diff.slice(0, 4 * longestDiff));
  return { name, commit, diff: storableBeginning(masked, longestDiff), diffLength: diff.length };
}

/** A training does not end because of a checkout that git cannot read. */
function diffOf(root: string): Promise<string> {
  return git(root, 'diff', '--no-color', '--no-ext-diff', 'HEAD').catch(
    (error: Error) => `git diff failed: ${error.message}`,
  );
}

async function git(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('git', args, { cwd: folder, maxBuffer: 2 ** 30 });
  return stdout;
}
