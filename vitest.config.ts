import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const slow = { testTimeout: 60_000, hookTimeout: 120_000 };

/** What is run on both databases: all that reads or writes one. */
const onADatabase = [
  'test/prisma/**/*.test.ts',
  'test/api/**/*.test.ts',
  'test/client/**/*.test.ts',
  'test/trainer/record/**/*.test.ts',
  'test/trainer/pipeline/**/*.test.ts',
];

/** One graphql for our sources and for what they import: Vite would take the ES module, Node takes the other. */
const resolve = {
  alias: [
    {
      find: /^graphql$/,
      replacement: fileURLToPath(new URL('node_modules/graphql/index.js', import.meta.url)),
    },
  ],
};

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        resolve,
        test: {
          ...slow,
          name: 'embedded',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/e2e/**'],
          env: { TEST_DATABASE_URL: '', DATABASE_URL: '' },
        },
      },
      {
        resolve,
        test: {
          ...slow,
          name: 'postgres',
          include: onADatabase,
          exclude: ['test/prisma/database/embedded/**'],
          env: { DATABASE_URL: '' },
        },
      },
      {
        resolve,
        test: {
          name: 'browser',
          include: ['test/e2e/**/*.test.ts'],
          // One after the other, once the rest is done: they build the same dashboard.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 180_000,
          hookTimeout: 300_000,
          env: { TEST_DATABASE_URL: '', DATABASE_URL: '' },
        },
      },
    ],
  },
});
