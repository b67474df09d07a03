import { setTimeout as sleep } from 'node:timers/promises';
import { RunChanges } from '@stillhouse/api/subscription/run-changes.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { expect, test } from 'vitest';

/** Notifications as a database would send them. */
async function listening() {
  let notify: (run: string) => void = () => undefined;
  let gap: () => void = () => undefined;
  const db = {
    listen: async (_channel: string, handler: (run: string) => void, onGap: () => void) => {
      notify = handler;
      gap = onGap;
      return async () => undefined;
    },
  };
  const changes = await RunChanges.listenTo(db as unknown as Database);
  return { changes, notify: (run: string) => notify(run), gap: () => gap() };
}

test('a reader that leaves while nothing happens is let go at once', async () => {
  const { changes } = await listening();
  const reader = changes.subscribe();
  const pending = reader.next();
  const left = await Promise.race([reader.return?.(), sleep(500, 'stuck')]);
  expect(left).not.toBe('stuck');
  expect(await pending).toMatchObject({ done: true });
  await changes.close();
});

test('closing ends the readers', async () => {
  const { changes } = await listening();
  const pending = changes.subscribe().next();
  await changes.close();
  expect(await Promise.race([pending, sleep(500, 'stuck')])).toMatchObject({ done: true });
});

test('a reader that is slow gets what gathered meanwhile as one change', async () => {
  const { changes, notify } = await listening();
  const reader = changes.subscribe();
  const first = reader.next();
  notify('a');
  expect((await first).value).toEqual({ ids: new Set(['a']), missed: false });
  for (const run of ['b', 'c', 'd']) {
    notify(run);
    await sleep(300);
  }
  expect((await reader.next()).value).toEqual({ ids: new Set(['b', 'c', 'd']), missed: false });
  await changes.close();
});

test('after a while in which the database could not be heard, readers are told that they may have missed changes', async () => {
  const { changes, notify, gap } = await listening();
  const reader = changes.subscribe();
  const first = reader.next();
  gap();
  notify('a');
  expect((await first).value).toEqual({ ids: new Set(['a']), missed: true });
  notify('b');
  expect((await reader.next()).value).toEqual({ ids: new Set(['b']), missed: false });
  await changes.close();
});
