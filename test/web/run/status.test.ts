import { runStatuses } from '@stillhouse/domain/run/run.ts';
import { statusLook, underWay } from '@stillhouse/web/run/status.ts';
import { expect, test } from 'vitest';

test('every status has a word and a shape of its own, so that none is told by color alone', () => {
  const looks = runStatuses.map(statusLook);
  expect(new Set(looks.map((look) => look.word)).size).toBe(runStatuses.length);
  expect(new Set(looks.map((look) => look.shape)).size).toBe(runStatuses.length);
});

test('only queued and running runs are waited for', () => {
  expect(runStatuses.filter(underWay)).toEqual(['QUEUED', 'RUNNING']);
});
