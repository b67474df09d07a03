import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aDataset, aRun, aStartedRun } from '../prisma/records.ts';
import { ask, codesOf, dataOf } from './ask.ts';
import { type Served, serve } from './serve.ts';

let api: Served;
beforeAll(async () => {
  api = await serve();
});
afterAll(() => api?.close());

interface Payload {
  payload: {
    errors: { __typename: string; code: string; message: string; path: string[] }[];
    run?: { id: string; name: string } | null;
  };
}

const errors = 'errors { __typename code message path }';
const createRun = `mutation ($input: CreateRunInput!) { payload: createRun(input: $input) { run { id name status } ${errors} } }`;

/** An input of createRun as it goes over the wire. */
function input(change: Parameters<typeof aRun>[0] = {}) {
  return aRun(change);
}

async function mutate(document: string, value: unknown): Promise<Payload['payload']> {
  return (await dataOf<Payload>(api.url, document, { input: value })).payload;
}

function simple(field: string, type: string): string {
  return `mutation ($input: ${type}!) { payload: ${field}(input: $input) { ${errors} } }`;
}

describe('a mutation', () => {
  test('gives back what it wrote, and no errors', async () => {
    const run = input({ name: 'first' });
    const { run: written, errors: none } = await mutate(createRun, run);
    expect(none).toEqual([]);
    expect(written).toMatchObject({ name: 'first', status: 'RUNNING' });
  });

  test('that is tried again writes nothing twice', async () => {
    const run = input();
    await mutate(createRun, run);
    const again = await mutate(createRun, run);
    expect(again.errors).toEqual([]);
    expect(await api.db.query('SELECT 1 FROM run WHERE id = $1', [run.id])).toHaveLength(1);
  });

  test('that contradicts what is there is a CONFLICT', async () => {
    const run = input();
    await mutate(createRun, run);
    const { run: none, errors: faults } = await mutate(createRun, { ...run, name: 'another' });
    expect(none).toBeNull();
    expect(faults).toMatchObject([{ __typename: 'InputError', code: 'CONFLICT', path: ['id'] }]);
  });

  test('names every field that is wrong', async () => {
    const { errors: faults } = await mutate(createRun, {
      ...input(),
      name: '',
      project: 'No Good',
      tags: ['ok', ''],
    });
    expect(faults.map(({ path }) => path.join('.')).sort()).toEqual(['name', 'project', 'tags.1']);
    for (const { code, message } of faults) {
      expect(code).toBe('BAD_INPUT');
      expect(message).not.toBe('');
    }
  });

  test('names every text that Postgres does not keep', async () => {
    const { errors: faults } = await mutate(createRun, {
      ...input(),
      name: 'a\0b',
      recipe: { model: { 'k\0': 1 }, title: ['fine', '\ud83d'] },
    });
    expect(faults.map(({ code, path }) => `${code} ${path.join('.')}`).sort()).toEqual([
      'BAD_INPUT name',
      'BAD_INPUT recipe.model.k\0',
      'BAD_INPUT recipe.title.1',
    ]);
    const metric = { key: 'lo\0ss', steps: [1], values: [1] };
    const logged = await mutate(simple('logMetrics', 'LogMetricsInput'), {
      run: await aStartedRun(api.db),
      batch: randomUUID(),
      series: [metric],
    });
    expect(logged.errors).toMatchObject([{ code: 'BAD_INPUT', path: ['series', '0', 'key'] }]);
  });

  test('that points to what is not there says NOT_FOUND and where', async () => {
    const teacher = randomUUID();
    const { errors: faults } = await mutate(createRun, input({ teacher }));
    expect(faults).toMatchObject([{ code: 'NOT_FOUND', path: ['teacher'] }]);
    expect(faults[0]?.message).toContain(teacher);
  });

  test('takes opaque ids and UUIDs alike', async () => {
    const id = await aStartedRun(api.db);
    const { run } = await dataOf<{ run: { id: string } }>(
      api.url,
      'query ($id: ID!) { run(id: $id) { id } }',
      { id },
    );
    expect(run.id).not.toBe(id);
    const document = `mutation ($input: UpdateRunInput!) { payload: updateRun(input: $input) { run { id name } ${errors} } }`;
    for (const [either, name] of [
      [id, 'by uuid'],
      [run.id, 'by opaque id'],
    ] as const) {
      const payload = await mutate(document, { id: either, name });
      expect(payload).toMatchObject({ errors: [], run: { id: run.id, name } });
    }
    const other = await mutate(document, { id: 'nonsense', name: 'x' });
    expect(other.errors).toMatchObject([{ code: 'BAD_INPUT', path: ['id'] }]);
  });

  test('every one gives its faults as data', async () => {
    const missing = randomUUID();
    const digest = '0'.repeat(64);
    const policy = null;
    const cases: [field: string, type: string, value: unknown, code: string][] = [
      ['updateRun', 'UpdateRunInput', { id: missing, name: 'x' }, 'NOT_FOUND'],
      ['finishRun', 'FinishRunInput', { id: missing, status: 'FINISHED', failure: null }, 'NOT_FOUND'],
      [
        'logMetrics',
        'LogMetricsInput',
        { run: missing, batch: randomUUID(), series: [{ key: 'a', steps: [1], values: [1] }] },
        'NOT_FOUND',
      ],
      ['registerDataset', 'RegisterDatasetInput', aDataset(1, { digest: 'short' }), 'BAD_INPUT'],
      [
        'createKnowledgeBase',
        'CreateKnowledgeBaseInput',
        { id: missing, name: 'm', teacher: missing, dataset: digest, dimension: 2, classes: 2 },
        'NOT_FOUND',
      ],
      ['sealKnowledgeBase', 'SealKnowledgeBaseInput', { id: missing, size: 1, health: null }, 'NOT_FOUND'],
      [
        'createEvaluation',
        'CreateEvaluationInput',
        {
          id: missing,
          run: missing,
          dataset: digest,
          policy,
          knowledgeBase: null,
          policyChosenOn: null,
          classes: 2,
          dimension: null,
        },
        'NOT_FOUND',
      ],
      [
        'finishEvaluation',
        'FinishEvaluationInput',
        {
          id: missing,
          scores: [{ predictor: 'STUDENT', name: 'accuracy', value: 1 }],
          gainPValue: null,
          gainTest: null,
          recallAtK: null,
          latency: null,
        },
        'NOT_FOUND',
      ],
    ];
    for (const [field, type, value, code] of cases) {
      const payload = await mutate(simple(field, type), value);
      expect(
        payload.errors.map((fault) => fault.code),
        field,
      ).toEqual([code]);
    }
  });

  test('logMetrics keeps values that JSON has no number for, and names the column that does not fit', async () => {
    const run = await aStartedRun(api.db);
    const series = [{ key: 'loss', steps: [0, 1, 2], values: ['NaN', '-Infinity', 0.5] }];
    expect(
      (await mutate(simple('logMetrics', 'LogMetricsInput'), { run, batch: randomUUID(), series })).errors,
    ).toEqual([]);
    const points = await api.db.query<{ value: number }>(
      'SELECT value FROM metric_point WHERE run_id = $1 ORDER BY step',
      [run],
    );
    expect(points.map(({ value }) => value)).toEqual([Number.NaN, Number.NEGATIVE_INFINITY, 0.5]);

    const uneven = [{ key: 'loss', steps: [0, 1], values: [1] }];
    const { errors: faults } = await mutate(simple('logMetrics', 'LogMetricsInput'), {
      run,
      batch: randomUUID(),
      series: uneven,
    });
    expect(faults).toMatchObject([{ code: 'BAD_INPUT', path: ['series', '0', 'values'] }]);
  });

  test('a step beyond 32 bits is kept and read', async () => {
    const run = await aStartedRun(api.db);
    const series = [{ key: 'tokens', steps: [5_000_000_000], values: [1] }];
    expect(
      (await mutate(simple('logMetrics', 'LogMetricsInput'), { run, batch: randomUUID(), series })).errors,
    ).toEqual([]);
    const answer = await dataOf<{ run: { metrics: { last: { step: number } }[] } }>(
      api.url,
      'query ($id: ID!) { run(id: $id) { metrics { last { step value } } } }',
      { id: run },
    );
    expect(answer.run.metrics[0]?.last.step).toBe(5_000_000_000);
  });
});

describe('a query', () => {
  test('answers null for an id that nothing has', async () => {
    const id = randomUUID();
    const data = await dataOf(
      api.url,
      'query ($id: ID!) { run(id: $id) { id } knowledgeBase(id: $id) { id } evaluation(id: $id) { id } recipe(digest: "none") { digest } }',
      { id },
    );
    expect(data).toEqual({ run: null, knowledgeBase: null, evaluation: null, recipe: null });
  });

  test('an id that is none is the caller’s fault, never an internal error', async () => {
    const opaque = (text: string) => Buffer.from(text).toString('base64');
    const forged = [
      'nonsense',
      '',
      opaque('Run:x'),
      opaque(`Nothing:${randomUUID()}`),
      opaque('Prediction:x:1'),
      opaque(`KnowledgeEntry:${randomUUID()}:99999999999`),
      opaque('Run:'),
      opaque('Query:1'),
    ];
    for (const id of forged) {
      for (const field of ['node', 'run', 'evaluation', 'knowledgeBase']) {
        const answer = await ask(api.url, `query ($id: ID!) { ${field}(id: $id) { id } }`, { id });
        expect(codesOf(answer), `${field} ${id}`).not.toContain('INTERNAL');
        expect(answer.text).not.toMatch(/prisma|invocation/i);
      }
    }
  });

  test('node finds anything by the id it gave', async () => {
    const uuid = await aStartedRun(api.db, { name: 'by node' });
    const { run } = await dataOf<{ run: { id: string; project: { id: string } } }>(
      api.url,
      'query ($id: ID!) { run(id: $id) { id project { id } } }',
      { id: uuid },
    );
    const data = await dataOf(
      api.url,
      'query ($run: ID!, $project: ID!) { a: node(id: $run) { id ... on Run { name } } b: node(id: $project) { __typename ... on Project { name } } }',
      { run: run.id, project: run.project.id },
    );
    expect(data).toEqual({ a: { id: run.id, name: 'by node' }, b: { __typename: 'Project', name: 'tests' } });
  });

  test.each([
    '{ runs(first: 1, filter: { name: { contains: "a\\u0000" } }) { totalCount nodes { id } } }',
    '{ runs(first: 1, filter: { tag: { contains: "a\\u0000" } }) { nodes { id } } }',
    '{ runs(first: 1, project: "a\\u0000") { nodes { id } } }',
    '{ runs(first: 1, filter: { createdAt: { gte: "0000-01-01T00:00:00.000Z" } }) { nodes { id } } }',
    '{ knowledgeBases(first: 1, task: "a\\u0000") { nodes { id } } }',
  ])('a value that Postgres does not take is BAD_INPUT: %s', async (document) => {
    expect(codesOf(await ask(api.url, document))).toEqual(expect.arrayContaining(['BAD_INPUT']));
  });

  test('a filter of very many values is BAD_INPUT', async () => {
    const names = Array.from({ length: 70_000 }, (_, i) => `${i}`);
    const document = 'query ($filter: RunFilter) { runs(first: 1, filter: $filter) { nodes { id } } }';
    for (const filter of [{ name: { in: names } }, { or: names.map((eq) => ({ name: { eq } })) }]) {
      expect(codesOf(await ask(api.url, document, { filter }))).toEqual(['BAD_INPUT']);
    }
  });

  test('a document that is wrong is told why', async () => {
    for (const document of [
      '{ runs(first: 1) { nothing } }',
      '{ runs',
      'query ($x: Int!) { runs(first: $x) { totalCount } }',
    ]) {
      const answer = await ask(api.url, document);
      expect(answer.data).toBeNull();
      expect(answer.errors[0]?.extensions.code).not.toBe('INTERNAL');
      expect(answer.errors[0]?.message).not.toBe('');
    }
  });

  test('a body that is no JSON is refused without a stack', async () => {
    const response = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":',
    });
    const text = await response.text();
    expect(response.status).toBe(400);
    expect(JSON.parse(text).errors[0].message).toBeTruthy();
    expect(text).not.toMatch(/node_modules|\bat .*\.(ts|js):/);
  });

  test('an address that is none is a 404 as data', async () => {
    const response = await fetch(`${api.url}/nothing`);
    expect(response.status).toBe(404);
    expect(((await response.json()) as { errors: unknown[] }).errors[0]).toMatchObject({ code: 'NOT_FOUND' });
  });
});

test('an unexpected failure shows an id that stands in the log beside the stack, and nothing else', async () => {
  const own = await serve();
  try {
    await own.db.query('ALTER TABLE project RENAME TO gone');
    const answer = await ask(own.url, '{ projects(first: 1) { nodes { name } } }');
    expect(codesOf(answer)).toEqual(['INTERNAL']);
    const id = String(answer.errors[0]?.extensions.id);
    expect(answer.errors[0]?.message).toBe('Internal error');
    expect(answer.text).not.toMatch(/project.*exist|prisma|select|\bat .*\.(ts|js):/i);
    expect(own.log()).toContain(id);
    expect(own.log()).toMatch(/does not exist/);
  } finally {
    await own.close();
  }
});
