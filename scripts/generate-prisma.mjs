#!/usr/bin/env node
// Makes the Prisma client in prisma/generated from prisma/schema.prisma. Nothing is downloaded: the engine that Prisma's command line
// looks for before every command is the WebAssembly one of scripts/prisma-engine, which generating does not start.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const prisma = createRequire(import.meta.url).resolve('prisma/build/index.js');
const { status } = spawnSync(
  process.execPath,
  [prisma, 'generate', '--no-hints', '--config', join(root, 'prisma', 'prisma.config.ts')],
  {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: join(root, 'scripts/prisma-engine/schema-engine') },
  },
);
process.exit(status ?? 1);
