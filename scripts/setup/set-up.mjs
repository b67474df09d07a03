import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateClient } from './generate-client.mjs';

const oldestNode = [20, 19];

/**
 * Brings a clone into a state in which everything runs: dependencies as in package-lock.json, Prisma's client generated.
 * Does nothing, in some ten milliseconds, where that is already so.
 *
 * @param {string} root the repository
 * @throws {Error} with what to do, where Node is too old or npm failed
 */
export async function setUp(root) {
  checkNode();
  if (!isInstalled(root)) install(root);
  generateClient(root);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  throw new Error(
    `Node ${process.versions.node} is too old: Stillhouse needs Node ${oldestNode.join('.')} or newer.`,
  );
}

/** Whether node_modules holds what package-lock.json asks for; npm leaves a list of what it installed. */
function isInstalled(root) {
  const listOfInstalled = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(listOfInstalled)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(listOfInstalled, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      !path.includes('node_modules/') || entry.optional || installed[path]?.version === entry.version,
  );
}

function install(root) {
  console.log('Installing dependencies (npm install) …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  try {
    // Not `npm ci`, which refuses a lockfile that lacks binaries of other platforms; --no-save leaves package-lock.json as it is.
    execFileSync(npm, ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: 'inherit',
    });
  } catch {
    throw new Error('npm install failed; what it printed above says why. Mend that and run this again.');
  }
}
