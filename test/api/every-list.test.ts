import { schema } from '@stillhouse/api/schema/schema.ts';
import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataOf } from './ask.ts';
import { recordLineages } from './lineages.ts';
import { type Served, serve } from './serve.ts';

const [few, many] = [2, 20] as const;

let api: Served;
beforeAll(async () => {
  api = await serve();
  await recordLineages(api.db, many);
}, 120_000);
afterAll(() => api?.close());

/** Values of arguments that a field requires, for as many parents as `n`. */
const values: Record<string, string> = { first: '2', buckets: '3', index: '0' };

/** Reads one parent at a time on purpose: each knowledge base is a partition with an index of its own, and is searched by itself. */
const exempt = new Set(['KnowledgeBase.neighbors']);

type Field = GraphQLField<unknown, unknown>;

/** Where many objects of a type are found at once: an opening whose braces are closed after a selection. `$n` is how many. */
const roots: Record<string, string> = {
  Run: 'runs(project: "students", first: $n) { nodes',
  KnowledgeBase: 'knowledgeBases(first: $n) { nodes',
};

function call(field: Field): string | null {
  const required = field.args.filter((arg) => isNonNullType(arg.type) && arg.defaultValue === undefined);
  if (required.some(({ name }) => !(name in values))) return null;
  const args = required.map(({ name }) => `${name}: ${values[name]}`).join(', ');
  return args ? `${field.name}(${args})` : field.name;
}

/** A selection of a type's plain values; of a connection that of its rows and its count. */
function leaves(type: GraphQLObjectType): string {
  const fields = Object.values(type.getFields());
  const nodes = fields.find(({ name }) => name === 'nodes');
  const rows = nodes && getNamedType(nodes.type);
  if (isObjectType(rows)) return `{ totalCount nodes ${leaves(rows)} }`;
  const plain = fields.filter((field) => isLeafType(getNamedType(field.type)) && call(field) === field.name);
  return `{ ${plain.map(({ name }) => name).join(' ') || '__typename'} }`;
}

function isMany(type: GraphQLOutputType): boolean {
  return isNonNullType(type) ? isMany(type.ofType) : isListType(type);
}

interface Case {
  name: string;
  query: string;
}

/** Each field of each type, queried on many parents, down to types that are reached through another. */
function cases(): Case[] {
  const found: Case[] = [];
  const seen = new Set<string>();
  const queue = Object.entries(roots).map(([name, path]) => ({ name, path }));
  for (const { name, path } of queue) {
    if (seen.has(name)) continue;
    seen.add(name);
    const type = schema.getType(name);
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const called = call(field);
      const id = `${name}.${field.name}`;
      if (called === null || exempt.has(id)) continue;
      const inner = getNamedType(field.type);
      const selection = isObjectType(inner) ? leaves(inner) : '';
      const close = (path.match(/\{/g) ?? []).map(() => '}').join(' ');
      found.push({ name: id, query: `query ($n: Int!) { ${path} { ${called} ${selection} } ${close} }` });
      if (!isObjectType(inner)) continue;
      const rows = inner.getFields().nodes;
      if (rows) queue.push({ name: getNamedType(rows.type).name, path: `${path} { ${called} { nodes` });
      else queue.push({ name: inner.name, path: `${path} { ${called}` });
    }
  }
  return found;
}

async function statementsOf(query: string, n: number): Promise<string[]> {
  const seen: string[] = [];
  const stop = api.db.onStatement((text) => seen.push(text));
  await dataOf(api.url, query, { n });
  stop();
  return seen.filter(
    (text) => !/^(begin|commit|set|update run|with (silent|own|beat) as)/i.test(text.trim()),
  );
}

test('the walk reaches lists, lists of lists and single objects', () => {
  const names = cases().map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      'Run.students',
      'Recipe.runs',
      'Metric.series',
      'Evaluation.predictions',
      'KnowledgeBase.entries',
      'Prediction.neighbors',
      'Neighbor.entry',
    ]),
  );
  const lists = names.filter((name) => {
    const [type = '', field = ''] = name.split('.');
    const owner = schema.getType(type);
    const of = isObjectType(owner) ? owner.getFields()[field] : undefined;
    return of !== undefined && isMany(of.type);
  });
  expect(lists.length).toBeGreaterThan(10);
});

test.each(cases())('$name of many parents takes as many statements as of few', async ({ query }) => {
  const some = await statementsOf(query, few);
  const all = await statementsOf(query, many);
  expect(all.length, all.slice(some.length).join('\n')).toBe(some.length);
});
