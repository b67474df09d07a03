import { randomUUID } from 'node:crypto';
import { seededRandom } from '@stillhouse/domain/random/random.ts';
import { startRun } from '@stillhouse/prisma/run/start-run.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aDataset, aRun, aStartedRun } from '../prisma/records.ts';
import { incompressible } from './fuzz/hostile-values.ts';
import { type Served, serve } from './serve.ts';

let api: Served;
beforeAll(async () => {
  api = await serve();
});
afterAll(() => api?.close());

interface Fault {
  code?: string;
  message: string;
  path?: string[];
  extensions?: { code: string; input?: string[] };
}

/** Sends a body as it is written, so that numbers stay the text that they are. @returns the first fault, of the request or of the payload */
async function faultOf(body: string): Promise<{ code: string; path: string[]; message: string } | null> {
  const response = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  expect(response.status).toBeLessThan(500);
  const { errors = [], data } = (await response.json()) as {
    errors?: Fault[];
    data?: { payload: { errors: Fault[] } };
  };
  const fault = errors[0] ?? data?.payload.errors[0];
  if (!fault) return null;
  return {
    code: fault.code ?? fault.extensions?.code ?? '',
    path: fault.extensions?.input ?? fault.path ?? [],
    message: fault.message,
  };
}

const createRun =
  'mutation ($input: CreateRunInput!) { payload: createRun(input: $input) { errors { code message path } } }';
const withRecipe = (recipe: string) => {
  const input = JSON.stringify(aRun({ recipe: { put: 'here' } })).replace('{"put":"here"}', recipe);
  return `{"query":${JSON.stringify(createRun)},"variables":{"input":${input}}}`;
};
const literal = (recipe: string) =>
  JSON.stringify({
    query: `mutation { payload: createRun(input: { id: "${randomUUID()}", project: "tests", name: "x", kind: EXTERNAL, recipe: ${recipe} }) { errors { code message path } } }`,
  });

describe('an integer beyond 2^53', () => {
  test.each(['9007199254740993', '-9007199254740993', '12345678901234567890', '1e400'])(
    '%s in a JSON body is refused with its path and the hint to send a string',
    async (digits) => {
      expect(await faultOf(withRecipe(`{"data":{"rows":[1,${digits}]}}`))).toMatchObject({
        code: 'BAD_INPUT',
        path: ['variables', 'input', 'recipe', 'data', 'rows', '1'],
        message: expect.stringContaining('Send it as a string'),
      });
    },
  );

  test.each(['9007199254740993', '1e400'])(
    '%s in a literal is refused with the same hint',
    async (digits) => {
      expect(await faultOf(literal(`{data: [${digits}]}`))).toMatchObject({
        code: expect.stringMatching(/BAD_INPUT|GRAPHQL_VALIDATION_FAILED/),
        message: expect.stringContaining('Send it as a string'),
      });
    },
  );

  test('as a string, and what a double holds exactly, is kept', async () => {
    const recipe =
      '{"id":"9007199254740993","a":9007199254740991,"b":100000000000000000000,"c":-0.5,"d":1e300}';
    const body = withRecipe(recipe);
    expect(await faultOf(body)).toBeNull();
    const { id } = (JSON.parse(body) as { variables: { input: { id: string } } }).variables.input;
    const [run] = await api.db.query<{ config: unknown }>(
      'SELECT config FROM recipe JOIN run ON recipe.digest = run.recipe_digest WHERE run.id = $1',
      [id],
    );
    expect(run?.config).toEqual(JSON.parse(recipe));
  });

  test('as a BigInt literal is not rounded: what is kept is what was written, or nothing', async () => {
    const run = await aStartedRun(api.db);
    const query = `mutation { payload: updateRun(input: { id: "${run}", parameters: 9007199254740993 }) { errors { code message path } } }`;
    expect(await faultOf(JSON.stringify({ query }))).toMatchObject({ code: 'BAD_INPUT' });
    expect(await api.db.query('SELECT parameters FROM run WHERE id = $1', [run])).toEqual([
      { parameters: 1234 },
    ]);
  });
});

describe('a member named __proto__', () => {
  test.each(['{"__proto__":{"lr":1}}', '{"a":{"__proto__":1}}', '{"\\u005f_proto__":1}'])(
    'in a JSON body is refused and named: %s',
    async (recipe) => {
      const fault = await faultOf(withRecipe(recipe));
      expect(fault).toMatchObject({ code: 'BAD_INPUT', message: expect.stringContaining('__proto__') });
      expect(fault?.path.at(-1)).toBe('__proto__');
    },
  );

  test('in a literal is refused and named', async () => {
    expect(await faultOf(literal('{a: {__proto__: {lr: 1}}}'))).toMatchObject({
      message: expect.stringContaining('__proto__'),
    });
  });

  test('is a text like any other where it is a value', async () => {
    expect(await faultOf(withRecipe('{"":"__proto__","a":["__proto__"]}'))).toBeNull();
  });

  test('is refused as well where a trainer writes straight into the database', async () => {
    const recipe = JSON.parse('{"a":{"__proto__":{"lr":1}}}') as Record<string, unknown>;
    await expect(startRun(api.db, aRun({ recipe }))).rejects.toMatchObject({
      code: 'BAD_INPUT',
      path: ['recipe', 'a', '__proto__'],
    });
  });
});

describe('a recipe', () => {
  const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

  test('nested 3,000 deep is refused with the beginning of its path, over the API and without it', async () => {
    expect(await faultOf(withRecipe(nested(3000)))).toMatchObject({
      code: 'BAD_INPUT',
      path: expect.arrayContaining(['variables', 'input', 'recipe', 'a']),
      message: expect.stringContaining('nested more than 64 levels deep'),
    });
    await expect(startRun(api.db, aRun({ recipe: JSON.parse(nested(3000)) }))).rejects.toMatchObject({
      code: 'BAD_INPUT',
      path: expect.arrayContaining(['recipe', 'a']),
    });
  });

  test('nested 60 deep is kept', async () => {
    expect(await faultOf(withRecipe(nested(60)))).toBeNull();
  });

  test('with an objective of 9,000 characters is refused by name', async () => {
    const name = incompressible(9000, seededRandom(1));
    const fault = await faultOf(withRecipe(JSON.stringify({ kind: 'student', objective: { name } })));
    expect(fault).toMatchObject({ code: expect.stringMatching(/BAD_INPUT|TOO_LARGE/) });
  });
});

test.each([
  ['2026-01-31T12:00:00', 'has no offset'],
  ['2026-02-30T12:00:00Z', 'is no day'],
  ['1', 'is a number'],
  ['31 Jan 2026', 'is no ISO 8601'],
])('a moment that %s, which %s, is refused and not guessed at', async (startedAt) => {
  const variables = { input: { ...aRun(), startedAt } };
  expect(await faultOf(JSON.stringify({ query: createRun, variables }))).toMatchObject({ code: 'BAD_INPUT' });
});

describe('a text of 9,000 characters that no index takes', () => {
  const text = incompressible(9000, seededRandom(2));
  const register =
    'mutation ($input: RegisterDatasetInput!) { payload: registerDataset(input: $input) { errors { code message path } } }';
  const createBase =
    'mutation ($input: CreateKnowledgeBaseInput!) { payload: createKnowledgeBase(input: $input) { errors { code message path } } }';

  test.each([
    ['the task of a run', createRun, () => ({ ...aRun(), kind: 'EXTERNAL', task: text })],
    ['the task of a dataset', register, () => aDataset(2, { task: text })],
    ['the name of a dataset', register, () => aDataset(2, { name: text })],
    ['a label of a dataset', register, () => aDataset(2, { labels: [text, 'b'] })],
    ['a tag of a run', createRun, () => aRun({ tags: [text] })],
    [
      'the name of a knowledge base',
      createBase,
      () => ({
        id: randomUUID(),
        name: text,
        teacher: randomUUID(),
        dataset: 'a'.repeat(64),
        dimension: 2,
        classes: 2,
      }),
    ],
  ])('%s: is kept, or refused with a code', async (_what, query, input) => {
    const fault = await faultOf(JSON.stringify({ query, variables: { input: input() } }));
    if (fault) expect(fault.code).toMatch(/BAD_INPUT|TOO_LARGE|NOT_FOUND/);
  });
});
