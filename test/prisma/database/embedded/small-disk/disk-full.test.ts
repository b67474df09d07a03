import { describe, expect, test } from 'vitest';
import { testDatabaseUrl } from '../../../../environment.ts';
import { noSmallDisk, onSmallDisk } from '../../../../small-disk.ts';

const scenario = new URL('./scenario.ts', import.meta.url);
const largeTransaction = new URL('./large-transaction.ts', import.meta.url);
const megabyte = 1024 ** 2;

interface Seen {
  acknowledged: number;
  [moment: string]: unknown;
}

describe.skipIf(testDatabaseUrl || noSmallDisk)(
  `the embedded database on a full disk${noSmallDisk ? ` (${noSmallDisk})` : ''}`,
  { timeout: 300_000 },
  () => {
    test('refuses writes with STORAGE_FULL, goes on reading, opens, and has lost nothing once there is space', async () => {
      const seen = await onSmallDisk<Seen>(scenario, {
        megabytes: 370,
        parameters: [160, 64 * megabyte, 16 * megabyte],
      });
      const { acknowledged } = seen;
      expect(acknowledged).toBeGreaterThan(5);
      expect(seen).toEqual({
        refused: 'STORAGE_FULL',
        acknowledged,
        refusedOnFullDisk: 'STORAGE_FULL',
        readOnFullDisk: acknowledged,
        openedOnFullDisk: 'done',
        readAfterOpening: acknowledged,
        readWithSpace: acknowledged,
        writtenWithSpace: 'done',
      });
    });

    test('on which it can keep no room reports STORAGE_FULL, not damage, and has lost nothing once there is space', async () => {
      const seen = await onSmallDisk<Seen>(scenario, { megabytes: 240, parameters: [60, 0, 0] });
      const { acknowledged } = seen;
      expect(acknowledged).toBeGreaterThan(5);
      expect(seen).toMatchObject({
        refused: 'STORAGE_FULL',
        refusedOnFullDisk: 'STORAGE_FULL',
        readWithSpace: acknowledged,
        writtenWithSpace: 'done',
      });
      expect(seen.openedOnFullDisk).toMatch(/^(done|STORAGE_FULL)$/);
    });

    // A log grows by whole segments of 16 MiB: which of log and table meets the end of the disk first depends on its size.
    test.each([330, 346])(
      'refuses a transaction larger than the free space of %i MiB, and goes on reading and writing',
      async (megabytes) => {
        const seen = await onSmallDisk<Seen>(largeTransaction, { megabytes, parameters: [] });
        expect(seen).toEqual({
          largeWrite: 'STORAGE_FULL',
          read: 1000,
          smallWrite: 'done',
          readAfterOpening: 1001,
        });
      },
    );
  },
);
