import { spawn } from 'node:child_process';

const endWithParent = new URL(`../serve/end-with-parent.mjs?parent=${process.pid}`, import.meta.url).href;

/**
 * Runs a TypeScript file from source in a process of its own, which ends when this one is gone.
 *
 * @param {string} script
 * @param {readonly string[]} options
 * @param {string} folder to run it in
 * @returns {import('node:child_process').ChildProcess}
 */
export function runScript(script, options, folder) {
  return spawn(process.execPath, ['--import', endWithParent, '--import', 'tsx', script, ...options], {
    cwd: folder,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
}
