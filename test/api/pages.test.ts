import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aSealedKnowledgeBase, aStartedRun, seeded } from '../prisma/records.ts';
import { ask, codesOf, dataOf } from './ask.ts';
import { type Served, serve } from './serve.ts';

let api: Served;
beforeAll(async () => {
  api = await serve();
  const tasks = ['rte', 'cola', null, 'sst2'];
  for (let i = 0; i < 24; i++) {
    // Few names and few moments, so that pages end between runs that are equal.
    await aStartedRun(api.db, {
      name: `run ${i % 5}`,
      task: tasks[i % 4] ?? null,
      seed: i % 3,
      project: 'walk',
    });
  }
  await api.db.query(`UPDATE run SET created_at = date_trunc('minute', created_at)`);
  await api.db.query(`UPDATE run SET status = 'FINISHED' WHERE name = 'run 1'`);
  await api.db.query(`UPDATE run SET status = 'LOST' WHERE name = 'run 3'`);
});
afterAll(() => api?.close());

interface Runs {
  runs: {
    nodes: { id: string; name: string; status: string; task: { id: string } | null; createdAt: string }[];
    edges: { cursor: string }[];
    pageInfo: { endCursor: string | null; hasNextPage: boolean; hasPreviousPage: boolean };
    totalCount: number;
  };
}

const query = `query ($order: [RunOrder!], $first: Int!, $after: String, $filter: RunFilter) {
  runs(project: "walk", order: $order, first: $first, after: $after, filter: $filter) {
    nodes { id name status createdAt task { id } } edges { cursor } pageInfo { endCursor hasNextPage hasPreviousPage } totalCount
  }
}`;

async function walk(order: unknown, first: number, between: () => Promise<unknown> = async () => undefined) {
  const nodes: Runs['runs']['nodes'] = [];
  for (let after: string | null = null; ; ) {
    const { runs }: Runs = await dataOf<Runs>(api.url, query, { order, first, after });
    nodes.push(...runs.nodes);
    if (!runs.pageInfo.hasNextPage) return nodes;
    after = runs.pageInfo.endCursor;
    await between();
  }
}

describe('runs', () => {
  test.each(
    ['CREATED_AT', 'NAME', 'STATUS', 'TASK'].flatMap((by) => [
      [by, 'ASC'],
      [by, 'DESC'],
    ]),
  )('pages by %s %s walk every run exactly once', async (by, direction) => {
    const order = [{ by, direction }];
    const pages = await walk(order, 7);
    const whole = await walk(order, 100);
    expect(pages.map(({ id }) => id)).toEqual(whole.map(({ id }) => id));
    expect(new Set(pages.map(({ id }) => id)).size).toBe(24);
  });

  test('several terms order by the first, then the next, each in its own direction', async () => {
    const order = [
      { by: 'TASK', direction: 'DESC' },
      { by: 'STATUS', direction: 'ASC' },
      { by: 'NAME', direction: 'DESC' },
    ];
    const statuses = ['QUEUED', 'RUNNING', 'FINISHED', 'FAILED', 'CANCELLED', 'LOST'];
    const nodes = await walk(order, 5);
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(24);
    const keyOf = (node: (typeof nodes)[number]) =>
      [node.task?.id ?? null, statuses.indexOf(node.status), node.name] as const;
    const expected = [...nodes].sort((x, y) => {
      const [a, b] = [keyOf(x), keyOf(y)];
      if (a[0] !== b[0]) return a[0] === null ? 1 : b[0] === null ? -1 : a[0] < b[0] ? 1 : -1;
      if (a[1] !== b[1]) return a[1] - b[1];
      return a[2] < b[2] ? 1 : a[2] > b[2] ? -1 : 0;
    });
    expect(nodes.map(keyOf)).toEqual(expected.map(keyOf));
  });

  test('runs that are recorded during the walk neither repeat nor hide others', async () => {
    const before = new Set((await walk(null, 100)).map(({ id }) => id));
    const walked = (
      await walk(null, 4, () => aStartedRun(api.db, { project: 'walk', name: randomUUID() }))
    ).map(({ id }) => id);
    expect(new Set(walked).size).toBe(walked.length);
    for (const id of before) expect(walked).toContain(id);
    await api.db.query(`DELETE FROM run WHERE name NOT LIKE 'run %'`);
  });

  test('the count is of the whole list and knows the filter', async () => {
    const filter = { name: { eq: 'run 1' } };
    const { runs } = await dataOf<Runs>(api.url, query, { first: 2, filter });
    expect(runs.totalCount).toBe(5);
    expect(runs.nodes).toHaveLength(2);
    expect(runs.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
  });

  test.each([0, -1, 101, 2147483647])('first: %i is refused', async (first) => {
    const answer = await ask(api.url, query, { first });
    expect(codesOf(answer)).toEqual(['BAD_INPUT']);
    expect(answer.text).toMatch(/100/);
  });

  test('a cursor that is none, or of another order, is refused and not searched with', async () => {
    const byName = await dataOf<Runs>(api.url, query, {
      first: 1,
      order: [{ by: 'NAME', direction: 'ASC' }],
    });
    const forged = [
      'nonsense',
      '',
      byName.runs.pageInfo.endCursor,
      Buffer.from('["2026-01-01T00:00:00.000Z","no-uuid"]').toString('base64url'),
      Buffer.from('[null,null]').toString('base64url'),
      Buffer.from('{"order":1}').toString('base64url'),
    ];
    for (const after of forged) {
      const answer = await ask(api.url, query, { first: 1, after });
      expect(codesOf(answer), `cursor ${after}`).toEqual(['BAD_INPUT']);
    }
    const status = await ask(api.url, query, {
      first: 1,
      order: [{ by: 'STATUS', direction: 'ASC' }],
      after: byName.runs.pageInfo.endCursor,
    });
    expect(codesOf(status)).toEqual(['BAD_INPUT']);
  });
});

describe('filters', () => {
  const names = async (filter: unknown) => {
    const { runs } = await dataOf<Runs>(api.url, query, { first: 100, filter });
    return [...new Set(runs.nodes.map(({ name }) => name))].sort();
  };

  test('and, or, not combine', async () => {
    const lostOrFirst = { or: [{ status: { eq: 'LOST' } }, { name: { eq: 'run 1' } }] };
    expect(await names(lostOrFirst)).toEqual(['run 1', 'run 3']);
    expect(await names({ not: lostOrFirst })).toEqual(['run 0', 'run 2', 'run 4']);
    expect(await names({ and: [lostOrFirst, { not: { status: { in: ['LOST'] } } }] })).toEqual(['run 1']);
    expect(await names({ or: [] })).toEqual([]);
    expect(await names({ and: [] })).toHaveLength(5);
  });

  test('not also finds runs that have no such value', async () => {
    const { runs } = await dataOf<Runs>(api.url, query, {
      first: 100,
      filter: { not: { task: { eq: 'rte' } } },
    });
    expect(runs.nodes.filter(({ task }) => task === null)).toHaveLength(6);
  });

  test('contains looks for the text itself, in upper or lower case', async () => {
    await aStartedRun(api.db, { project: 'walk', name: '100% Done' });
    await aStartedRun(api.db, { project: 'walk', name: '100x Done' });
    expect(await names({ name: { contains: '100% done' } })).toEqual(['100% Done']);
    expect(await names({ name: { contains: '%' } })).toEqual(['100% Done']);
    expect(await names({ name: { contains: 'run_1' } })).toEqual([]);
    await api.db.query(`DELETE FROM run WHERE name LIKE '100%'`);
  });

  test('tags and objectives', async () => {
    const objective = { name: 'kd', hardLabels: 0.5, softLabels: 0.5, labelTemperature: 2 };
    await aStartedRun(api.db, {
      project: 'walk',
      name: 'tagged',
      kind: 'STUDENT',
      tags: ['Ablation-7', 'x'],
      recipe: { kind: 'student', objective },
    });
    expect(await names({ tag: { eq: 'x' } })).toEqual(['tagged']);
    expect(await names({ tag: { in: ['x', 'y'] } })).toEqual(['tagged']);
    expect(await names({ tag: { contains: 'ablation' } })).toEqual(['tagged']);
    expect(await names({ objective: { eq: 'kd' } })).toEqual(['tagged']);
    expect(await names({ kind: { eq: 'STUDENT' } })).toEqual(['tagged']);
    await api.db.query(`DELETE FROM run WHERE name = 'tagged'`);
  });

  test('a moment bounds from then on and before', async () => {
    expect(await names({ createdAt: { gte: '2999-01-01T00:00:00Z' } })).toEqual([]);
    expect(
      await names({ createdAt: { gte: '2000-01-01T00:00:00Z', lt: '2999-01-01T00:00:00Z' } }),
    ).toHaveLength(5);
  });
});

describe('entries', () => {
  test('pages walk every entry once and in order, and filters narrow them', async () => {
    const base = await aSealedKnowledgeBase(api.db, 30);
    const random = seeded(3);
    const after: (string | null)[] = [null];
    const indices: number[] = [];
    while (after[0] !== undefined) {
      const { knowledgeBase } = await dataOf<{
        knowledgeBase: {
          entries: {
            nodes: { index: number }[];
            pageInfo: { endCursor: string; hasNextPage: boolean };
            totalCount: number;
          };
        };
      }>(
        api.url,
        `query ($id: ID!, $first: Int!, $after: String) { knowledgeBase(id: $id) { entries(first: $first, after: $after) {
           nodes { index } pageInfo { endCursor hasNextPage } totalCount } } }`,
        { id: base.id, first: 1 + Math.floor(random() * 9), after: after.shift() },
      );
      indices.push(...knowledgeBase.entries.nodes.map(({ index }) => index));
      expect(knowledgeBase.entries.totalCount).toBe(30);
      if (knowledgeBase.entries.pageInfo.hasNextPage) after.push(knowledgeBase.entries.pageInfo.endCursor);
    }
    expect(indices).toEqual(Array.from({ length: 30 }, (_, i) => i));

    const { knowledgeBase } = await dataOf<{
      knowledgeBase: {
        entries: { nodes: { index: number; label: string; text: string[] }[]; totalCount: number };
      };
    }>(
      api.url,
      `query ($id: ID!) { knowledgeBase(id: $id) {
         entries(first: 100, filter: { label: "not_entailment", text: "HYPOTHESIS 2" }) { nodes { index label text } totalCount } } }`,
      { id: base.id },
    );
    expect(knowledgeBase.entries.nodes.map(({ index }) => index)).toEqual([21, 23, 25, 27, 29]);
    expect(knowledgeBase.entries.totalCount).toBe(5);
  });
});
