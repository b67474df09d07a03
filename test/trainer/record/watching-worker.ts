import { setTimeout as sleep } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import { StillhouseClient } from '@stillhouse/client/client.ts';

/** What another client of the API reads, while the training thread computes. */
export interface Watch {
  url: string;
  /** [1 once it reads, points, runs that are FINISHED, evaluations that are finished] */
  seen: Int32Array<SharedArrayBuffer>;
}

const { url, seen } = workerData as Watch;
const client = new StillhouseClient({ url });
const query = /* GraphQL */ `
  {
    runs(first: 10) {
      nodes { status metrics(keys: ["loss"]) { count } evaluations { finishedAt } }
    }
  }
`;

interface Node {
  status: string;
  metrics: { count: number }[];
  evaluations: { finishedAt: string | null }[];
}

for (;;) {
  const { runs } = await client.query<{ runs: { nodes: Node[] } }>(query);
  const finished = runs.nodes.filter(({ status }) => status === 'FINISHED').length;
  const evaluations = runs.nodes.flatMap((run) => run.evaluations).filter(({ finishedAt }) => finishedAt);
  const points = runs.nodes.flatMap(({ metrics }) => metrics).reduce((sum, { count }) => sum + count, 0);
  for (const [i, count] of [1, points, finished, evaluations.length].entries()) {
    Atomics.store(seen, i, count);
    Atomics.notify(seen, i);
  }
  await sleep(20);
}
