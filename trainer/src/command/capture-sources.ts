import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { longestDiff, type Source } from '@stillhouse/domain/record/run.ts';
import { storableBeginning } from '@stillhouse/domain/record/text.ts';

const ours = fileURLToPath(new URL('.', import.meta.url));

/**
 * The git checkouts that have a part in a training: Stillhouse's own, and that of the folder in which it was called where that is another.
 * Each with its commit and what `git diff HEAD` says, the beginning of it where it is long. Untracked files are not in it.
 *
 * @param folder where the trainer was called
 * @returns none where there is no checkout, or no git
 */
export async function captureSources(folder: string): Promise<Source[]> {
  const [own, called] = [await rootOf(ours), await rootOf(folder)];
  const sources: Source[] = [];
  if (own !== null) sources.push(await sourceAt(own, 'stillhouse'));
  if (called !== null && called !== own) sources.push(await sourceAt(called, basename(called)));
  return sources;
}

function rootOf(folder: string): Promise<string | null> {
  return git(folder, 'rev-parse', '--show-toplevel').then(
    (root) => root.trim(),
    () => null,
  );
}

async function sourceAt(root: string, name: string): Promise<Source> {
  const commit = await git(root, 'rev-parse', '--verify', 'HEAD').then(
    (hash) => hash.trim(),
    () => null, // a checkout without any commit
  );
  const diff = commit === null ? '' : await diffOf(root);
  return { name, commit, diff: storableBeginning(diff, longestDiff), diffLength: diff.length };
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
