import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Generates Prisma's client into prisma/generated, unless it is there and made from this schema by this version.
 *
 * @param {string} root the repository
 */
export function generateClient(root) {
  const generated = join(root, 'prisma', 'generated');
  const stamp = join(generated, '.made-from');
  const madeFrom = createHash('sha256')
    .update(readFileSync(join(root, 'prisma', 'schema.prisma')))
    .update(readFileSync(join(root, 'node_modules', 'prisma', 'package.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === madeFrom) return;
  const cli = join(root, 'node_modules', 'prisma', 'build', 'index.js');
  try {
    execFileSync(process.execPath, [cli, 'generate'], {
      cwd: join(root, 'prisma'),
      stdio: 'pipe',
      env: {
        ...process.env,
        // `generate` runs none of the engine, but looks for it first: a name that exists keeps it from downloading one.
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
        CHECKPOINT_DISABLE: '1',
      },
    });
  } catch (error) {
    throw new Error(`prisma generate failed:\n${error.stderr}${error.stdout}`);
  }
  mkdirSync(generated, { recursive: true });
  writeFileSync(stamp, madeFrom);
}
