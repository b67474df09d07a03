import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, startNode } from './child.ts';

const web = join(root, 'apps', 'web');
const stamp = join(web, '.next', 'made-from');
export const next = join(root, 'node_modules', 'next', 'dist', 'bin', 'next');

/** Whether the dashboard was built from the sources as they are now. */
export function webIsBuilt(): boolean {
  return (
    existsSync(join(web, '.next', 'BUILD_ID')) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === digestOfSources()
  );
}

/**
 * Builds the dashboard, unless that is done already.
 *
 * @param log file that takes the build's output
 * @throws Error naming the log where the build failed
 */
export async function buildWeb(log: string): Promise<void> {
  if (webIsBuilt()) return;
  const madeFrom = digestOfSources();
  const build = startNode('web build', [next, 'build'], {
    cwd: web,
    log,
    variables: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    endsWithUs: true,
  });
  const code = await build.exited;
  if (code !== 0) throw new Error(`The dashboard could not be built (status ${code}); ${log} says why.`);
  writeFileSync(stamp, madeFrom);
}

function digestOfSources(): string {
  const hash = createHash('sha256');
  const files = [
    ...filesBelow(join(web, 'src')),
    ...filesBelow(join(root, 'domain')),
    join(root, 'package-lock.json'),
    join(web, 'next.config.ts'),
    join(web, 'package.json'),
  ];
  for (const file of files) hash.update(file).update('\0').update(readFileSync(file));
  return hash.digest('hex');
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
