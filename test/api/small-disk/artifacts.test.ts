import { describe, expect, test } from 'vitest';
import { testDatabaseUrl } from '../../environment.ts';
import { noSmallDisk, onSmallDisk } from '../../small-disk.ts';

describe.skipIf(testDatabaseUrl || noSmallDisk)(
  `artifacts on a full disk${noSmallDisk ? ` (${noSmallDisk})` : ''}`,
  { timeout: 180_000 },
  () => {
    test('are answered with STORAGE_FULL and leave nothing; smaller ones are still taken', async () => {
      const scenario = new URL('./send-artifacts.ts', import.meta.url);
      expect(await onSmallDisk(scenario, { megabytes: 10, parameters: [] })).toEqual({
        large: [507, 'STORAGE_FULL'],
        left: [],
        small: [200, null],
      });
    });
  },
);
