import { randomUUID } from 'node:crypto';
import { schema } from '@stillhouse/api/schema/schema.ts';
import { seededRandom } from '@stillhouse/domain/random/random.ts';
import { createEvaluation } from '@stillhouse/prisma/evaluation/create-evaluation.ts';
import { writePredictions } from '@stillhouse/prisma/evaluation/write-predictions.ts';
import { logMetrics } from '@stillhouse/prisma/metric/log-metrics.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  aKnowledgeBase,
  anEvaluation,
  aSealedKnowledgeBase,
  aStartedRun,
  aWrittenDataset,
  predictionsOf,
} from '../../prisma/records.ts';
import { type Served, serve } from '../serve.ts';
import { brokenRequests, mutated, type Sent } from './broken-requests.ts';
import { hostileValues } from './hostile-values.ts';
import { asLiterals, asVariables, type Target, targetsOf } from './operations.ts';
import { placesIn, validValue, withValueAt } from './valid-value.ts';

let api: Served;
let targets: Target[];
let facts: Record<string, unknown>;

beforeAll(async () => {
  api = await serve();
  const run = await aStartedRun(api.db);
  const dataset = await aWrittenDataset(api.db, 4);
  const base = await aSealedKnowledgeBase(api.db, 4);
  const header = anEvaluation(run, dataset.digest);
  await createEvaluation(api.db, header);
  await writePredictions(api.db, predictionsOf(header, 0, 4));
  await logMetrics(api.db, {
    run,
    batch: randomUUID(),
    series: [{ key: 'loss', steps: [0, 1, 2], values: [1, 2, 3] }],
  });
  facts = {
    first: 2,
    run,
    teacher: run,
    dataset: dataset.digest,
    knowledgeBase: base.id,
    evaluation: header.id,
    benchmark: 'glue',
    project: 'tests',
    task: 'rte',
    tasks: ['rte'],
    without: ['cola'],
    keys: ['loss'],
    index: 0,
    recipe: { kind: 'teacher' },
    after: null,
    baseline: null,
    digest: 'a'.repeat(64),
    dimension: base.dimension,
    settings: {},
    steps: [0],
    heartbeatTimeoutSeconds: 60,
    gainTest: 'mcnemar',
    openKnowledgeBase: (await aKnowledgeBase(api.db, 4)).id,
  };
  targets = targetsOf(schema, facts);
});
afterAll(() => api?.close());

interface Answered {
  status: number;
  text: string;
}

async function send({ path = '/graphql', method = 'POST', headers = {}, body }: Sent): Promise<Answered> {
  const response = await fetch(`${api.url}${path}`, { method, headers, ...(body !== undefined && { body }) });
  return { status: response.status, text: await response.text() };
}

const post = (body: string) => send({ headers: { 'content-type': 'application/json' }, body });

interface Fault {
  message?: string;
  extensions?: { code?: unknown };
}

/** What is wrong about an answer; null where it is as it is promised to be. */
function complaint({ status, text }: Answered): string | null {
  if (status >= 500) return `status ${status}`;
  if (/node_modules|\bat [^"]*\.(ts|js|mjs):\d/.test(text)) return 'a stack';
  const { data, errors = [] } = JSON.parse(text) as { data?: unknown; errors?: Fault[] };
  const codes = errors.map(({ extensions }) => extensions?.code);
  if (codes.some((code) => typeof code !== 'string' || code.startsWith('INTERNAL'))) return `codes ${codes}`;
  if (errors.some(({ message }) => !message)) return 'no message';
  if (data === undefined && errors.length === 0) return 'neither data nor errors';
  if (data === undefined && status < 400) return `status ${status} without data`;
  return null;
}

const shown = (body: unknown) => String(body).slice(0, 400);

/** Sends bodies and gathers the complaints, each with the request that it is about. */
async function complaintsAbout(bodies: readonly string[]): Promise<string[]> {
  const complaints: string[] = [];
  for (const body of bodies) {
    const answer = await post(body);
    const what = complaint(answer);
    if (what) complaints.push(`${what}: ${shown(body)} → ${shown(answer.text)}`);
  }
  return complaints;
}

/** Writes whose parts have to fit each other more closely than a value for each of them does. */
const refusedByRule = ['createKnowledgeBase', 'finishEvaluation', 'sealKnowledgeBase'].map(
  (name) => `Mutation.${name}`,
);

/** The thing that a field's `id` names. */
const idOf: Readonly<Record<string, string>> = {
  run: 'run',
  updateRun: 'run',
  resumeRun: 'run',
  finishRun: 'run',
  evaluation: 'evaluation',
  finishEvaluation: 'evaluation',
  knowledgeBase: 'knowledgeBase',
  buildKnowledgeBaseIndex: 'knowledgeBase',
  sealKnowledgeBase: 'openKnowledgeBase',
};

function validArguments({ name, args }: Target): Record<string, unknown> {
  const field = name.split('.')[1] ?? '';
  const id = field === 'node' ? btoa(`Run:${facts.run}`) : facts[idOf[field] ?? ''];
  const known = id === undefined ? facts : { ...facts, id };
  return Object.fromEntries(args.map((arg) => [arg.name, validValue(arg.type, arg.name, known)]));
}

test('every field that takes arguments is reached', () => {
  expect(targets.length).toBeGreaterThan(25);
});

test('a request without a hostile value is answered, so that hostile values come as far as the resolvers', async () => {
  const refused: string[] = [];
  for (const target of targets.filter(({ name }) => !refusedByRule.includes(name))) {
    for (const write of [asVariables, asLiterals]) {
      const { text } = await post(write(target, validArguments(target)));
      if (/"code":/.test(text)) refused.push(`${target.name}: ${shown(text)}`);
    }
  }
  expect(refused).toEqual([]);
});

describe('a request with a hostile value', () => {
  test('in any place of any argument is refused with a code, or answered', { timeout: 240_000 }, async () => {
    const random = seededRandom(20_261_201);
    const bodies = targets.flatMap((target) => {
      const args = validArguments(target);
      const places = placesIn(args).slice(1);
      const values = hostileValues(random);
      // Each place gets some of the values, and each value comes to some of the places.
      return places.flatMap((place, i) =>
        [0, 1, 2, 3, 4, 5, 6, 7].flatMap((turn) => {
          const value = values[(8 * i + turn) % values.length];
          const changed = withValueAt(args, place, value) as Record<string, unknown>;
          return [turn % 2 === 0 ? asLiterals(target, changed) : asVariables(target, changed)];
        }),
      );
    });
    expect(bodies.length).toBeGreaterThan(500);
    expect(await complaintsAbout(bodies)).toEqual([]);
  });

  test('in the whole of an argument is refused with a code, or answered', async () => {
    const random = seededRandom(5);
    const bodies = targets.flatMap((target) => {
      const args = validArguments(target);
      const values = hostileValues(random);
      return Object.keys(args).flatMap((name) =>
        [0, 1, 2, 3].map(() => asVariables(target, { ...args, [name]: values[random.below(values.length)] })),
      );
    });
    expect(await complaintsAbout(bodies)).toEqual([]);
  });
});

test('a document that was cut, doubled or garbled is refused with a code, or answered', async () => {
  const random = seededRandom(7);
  const bodies = Array.from({ length: 300 }, () => {
    const target = targets[random.below(targets.length)]!;
    const { query } = JSON.parse(asLiterals(target, validArguments(target))) as { query: string };
    return JSON.stringify({ query: mutated(query, random) });
  });
  expect(await complaintsAbout(bodies)).toEqual([]);
});

test.each(Object.entries(brokenRequests))(
  '%s: a status of 400 to 499, a code and no stack',
  async (_name, sent) => {
    const answer = await send(sent);
    expect(complaint(answer)).toBeNull();
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  },
);
