import type { LogMetrics } from '@stillhouse/domain/record/metric.ts';
import { SystemFollower } from '@stillhouse/trainer/record/thread/system-follower.ts';
import { Workload } from '@stillhouse/trainer/stage/run/workload.ts';
import { expect, it, vi } from 'vitest';

it('samples of the system are recorded with the pace of the run, by second since it began, until it ends', async () => {
  const logged: LogMetrics[] = [];
  const follower = new SystemFollower(
    async (metrics) => void logged.push(metrics),
    5,
    async () => ({ 'system/rssBytes': 5 }),
  );
  const workload = new Workload();
  follower.follow({ run: 'run', began: Date.now() - 90_000, work: workload.counts });
  workload.add(300, 9000);
  await vi.waitFor(() => expect(logged.length).toBeGreaterThan(0), 20_000);
  const series = new Map(logged[0]?.series.map((one) => [one.key, one]));
  expect(series.get('system/rssBytes')).toMatchObject({ values: [5] });
  expect(series.get('system/rssBytes')?.steps[0]).toBeGreaterThanOrEqual(90);
  const [examples, tokens] = ['examples', 'tokens'].map(
    (what) => series.get(`system/${what}PerSecond`)?.values[0] ?? Number.NaN,
  );
  expect(examples).toBeGreaterThan(0);
  expect(tokens! / examples!).toBeCloseTo(30, 6);
  expect(logged[0]?.series[0]?.times?.[0]).toBeGreaterThan(0);

  follower.unfollow('run');
  const count = logged.length;
  follower.follow({ run: 'other', began: Date.now(), work: workload.counts });
  await vi.waitFor(() => expect(logged.length).toBeGreaterThan(count + 1), 20_000);
  expect(logged.slice(count).map(({ run }) => run)).not.toContain('run');
  follower.close();
});
