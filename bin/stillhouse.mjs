#!/usr/bin/env node
// The `stillhouse` command, run from source: sets up what a fresh clone lacks, then hands over to the trainer's command line.
import { fileURLToPath } from 'node:url';
import { setUp } from '../scripts/setup/set-up.mjs';

try {
  await setUp(fileURLToPath(new URL('..', import.meta.url)));
} catch (error) {
  console.error(`stillhouse: ${error.message}`);
  process.exit(1);
}
const { register } = await import('tsx/esm/api');
register();
await import('../trainer/src/main.ts');
