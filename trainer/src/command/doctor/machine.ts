import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Check } from './check.ts';

const oldest = [20, 19] as const;
const leastBytes = 1e9;
const builtDashboard = fileURLToPath(new URL('../../../../apps/web/.next/BUILD_ID', import.meta.url));

/** Is this Node new enough? */
export function checkNode(version = process.versions.node): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const newEnough = major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
  return {
    name: 'Node',
    state: newEnough ? 'fine' : 'faulty',
    finding: newEnough ? version : `${version}; ${oldest.join('.')} or newer is required`,
  };
}

/** Is there room where checkpoints and the embedded database go? */
export async function checkDisk(home: string): Promise<Check> {
  let folder = home;
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const finding = `${(free / 1e9).toFixed(1)} GB free at ${folder}`;
  if (free >= leastBytes) return { name: 'disk', state: 'fine', finding };
  return {
    name: 'disk',
    state: 'faulty',
    finding: `only ${finding}; free some space, or set STILLHOUSE_HOME to another folder`,
  };
}

/** Was the dashboard built? */
export function checkDashboard(): Check {
  return existsSync(builtDashboard)
    ? { name: 'dashboard', state: 'fine', finding: 'built; `npm start` serves it' }
    : { name: 'dashboard', state: 'absent', finding: 'not built yet; `npm start` builds it' };
}
