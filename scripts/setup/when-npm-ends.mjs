import { readFileSync } from 'node:fs';

/**
 * Calls back when npm, or the shell in which it runs us, is gone, however that ended. Without npm nothing is watched.
 *
 * @param {() => void} callback called until this process ends
 */
export function whenNpmEnds(callback) {
  if (!process.env.npm_lifecycle_event) return;
  const shell = process.ppid;
  const npm = npmOf(shell);
  setInterval(() => {
    if (process.ppid !== shell || npmOf(shell) !== npm) callback();
  }, 500).unref();
}

/** The parent of npm's shell, which nobody tells that npm was killed; null where we run without a shell, or the system has no /proc. */
function npmOf(shell) {
  try {
    const [, name, parent] = /\((.*)\) \S (\d+)/.exec(readFileSync(`/proc/${shell}/stat`, 'utf8')) ?? [];
    return /^(ba|da|a|z|k)?sh$/.test(name ?? '') ? Number(parent) : null;
  } catch {
    return null;
  }
}
