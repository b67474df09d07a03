import { endOf } from '@stillhouse/web/run/end-of.ts';
import { expect, test } from 'vitest';

const heartbeatAt = '2026-01-01T00:01:00.000Z';
const finishedAt = '2026-01-01T00:02:00.000Z';

test('a lost run ended, as far as anybody knows, when it was last heard of; a running one goes on', () => {
  expect(endOf({ status: 'LOST', finishedAt: null, heartbeatAt })).toBe(heartbeatAt);
  expect(endOf({ status: 'RUNNING', finishedAt: null, heartbeatAt })).toBeNull();
  expect(endOf({ status: 'FINISHED', finishedAt, heartbeatAt })).toBe(finishedAt);
});
