import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from './environment.ts';
import { root, startNode } from './serve/child.ts';
import { reportAndExit } from './serve/report.ts';
import { findChromium } from './test/chromium.ts';

/**
 * `npm test [-- FILTER …]`: everything on the embedded database; on a real Postgres too where TEST_DATABASE_URL is set, and in a
 * browser where there is a Chromium. Says what it leaves out, and ends with the count of tests.
 */
async function test(filters: readonly string[]): Promise<void> {
  const environment = readEnvironment();
  const projects = ['embedded'];
  const leftOut: string[] = [];
  if (environment.testDatabaseUrl) projects.push('postgres');
  else leftOut.push('the suite on a real Postgres: set TEST_DATABASE_URL to one with pgvector');
  const chromium = findChromium(environment.chromium, environment.path);
  if (chromium) projects.push('browser');
  else leftOut.push('the browser tests: install Chromium, or set CHROMIUM to its path');

  const folder = mkdtempSync(join(tmpdir(), 'stillhouse-test-'));
  const results = join(folder, 'results.json');
  const code = await startNode(
    'vitest',
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      ...projects.map((project) => `--project=${project}`),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${results}`,
      ...filters,
    ],
    { variables: chromium ? { CHROMIUM: chromium } : {} },
  ).exited;

  for (const what of leftOut) console.log(`Left out: ${what}.`);
  if (existsSync(results)) {
    const counts = JSON.parse(readFileSync(results, 'utf8')) as VitestResults;
    const skipped = counts.numPendingTests + counts.numTodoTests;
    const note = skipped > 0 ? `, ${skipped} skipped` : '';
    console.log(`tests: ${counts.numPassedTests} passed, ${counts.numFailedTests} failed${note}`);
  }
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = code;
}

interface VitestResults {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
}

test(process.argv.slice(2)).catch(reportAndExit);
