import { gzipSync } from 'node:zlib';
import type { Random } from '@stillhouse/domain/random/random.ts';

/** A request as fetch takes it. */
export interface Sent {
  path?: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
}

const json = { 'content-type': 'application/json' };
const question = '{"query":"{ viewer { name } }"}';
const query = (text: string, more: object = {}): Sent => ({
  headers: json,
  body: JSON.stringify({ query: text, ...more }),
});
const bytes = (...values: (string | number)[]) =>
  Uint8Array.from(values.flatMap((value) => (typeof value === 'string' ? [...Buffer.from(value)] : [value])));

/** Requests whose document, body or headers are wrong. */
export const brokenRequests: Readonly<Record<string, Sent>> = {
  'no body': { headers: json },
  'an empty body': { headers: json, body: '' },
  'half a body': { headers: json, body: '{"query":' },
  'a body of null': { headers: json, body: 'null' },
  'a body that is a text': { headers: json, body: '"query"' },
  'an empty object': { headers: json, body: '{}' },
  'an empty batch': { headers: json, body: '[]' },
  'a batch': { headers: json, body: `[${question},${question}]` },
  'a query that is a number': { headers: json, body: '{"query":1}' },
  'a query that is an object': { headers: json, body: '{"query":{"kind":"Document"}}' },
  'variables that are a text': query('{ viewer { name } }', { variables: '{}' }),
  'variables that are a list': query('{ viewer { name } }', { variables: [1] }),
  'extensions that are a text': query('{ viewer { name } }', { extensions: 'x' }),
  'an operation name that is a number': query('{ viewer { name } }', { operationName: 1 }),
  'an operation name of nothing': query('query A { viewer { name } }', { operationName: 'B' }),
  'two operations without a name': query('query A { viewer { name } } query B { viewer { name } }'),
  'no operation': query('fragment F on Viewer { name }'),
  'a persisted query': {
    headers: json,
    body: JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } }),
  },
  'a subscription over HTTP': query('subscription { runsChanged { runs } }'),
  'a schema definition': query('type Query { a: Int }'),
  'an unknown directive': query('{ viewer @nothing { name } }'),
  'a directive without its argument': query('{ viewer @skip { name } }'),
  'a directive with a null': query('query ($x: Boolean!) { viewer @skip(if: $x) { name } }', {
    variables: { x: null },
  }),
  defer: query('{ ... @defer { viewer { name } } }'),
  'a variable of an unknown type': query('query ($x: Nothing) { viewer { name } }'),
  'a variable that is missing': query('query ($x: Int!) { runs(first: $x) { totalCount } }'),
  'a variable of an output type': query('query ($x: Run) { viewer { name } }'),
  'a variable that is used as another type': query('query ($x: String) { runs(first: $x) { totalCount } }'),
  'fragments in a circle': query('{ viewer { ...A } } fragment A on Viewer { ...A }'),
  'a fragment that is missing': query('{ viewer { ...A } }'),
  'a null character': query('{ viewer \0 { name } }'),
  'half a surrogate pair': query('{ viewer(x: "\ud83d") { name } }'),
  'brackets 5,000 deep': query(`{ runs(first: 1, filter: ${'{not:'.repeat(5000)}null`),
  'selections 3,000 deep': query(`${'{ viewer '.repeat(3000)}`),
  'very many tokens': query(`{ ${'viewer { name } '.repeat(20_000)} }`),
  'very many aliases': query(
    `{ ${Array.from({ length: 400 }, (_, i) => `a${i}: viewer { name }`).join(' ')} }`,
  ),
  'JSON 100,000 deep': { headers: json, body: `{"query":"{ a }","variables":${'['.repeat(100_000)}` },
  'sound JSON 100,000 deep': {
    headers: json,
    body: `{"query":"{ viewer { name } }","variables":{"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
  },
  'bytes that are no UTF-8': { headers: json, body: bytes('{"query":"', 0xff, 0xfe, '"}') },
  'UTF-16': { headers: { 'content-type': 'application/json; charset=utf-16' }, body: question },
  'no content type': { headers: { 'apollo-require-preflight': 'x' }, body: bytes(question) },
  'a form': {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'query={viewer{name}}',
  },
  'a text': { headers: { 'content-type': 'text/plain' }, body: question },
  'a content type that is none': { headers: { 'content-type': ';;;' }, body: question },
  'gzip that is none': { headers: { ...json, 'content-encoding': 'gzip' }, body: question },
  'an unknown encoding': { headers: { ...json, 'content-encoding': 'x' }, body: question },
  'a bomb of gzip': {
    headers: { ...json, 'content-encoding': 'gzip' },
    body: Uint8Array.from(gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '))),
  },
  DELETE: { method: 'DELETE', headers: json },
  PUT: { method: 'PUT', headers: json, body: question },
  'GET without preflight': { method: 'GET', path: '/graphql?query={viewer{name}}' },
  'GET of a mutation': {
    method: 'GET',
    path: '/graphql?query=mutation{resumeRun(input:{id:"x"}){errors{code}}}',
    headers: { 'apollo-require-preflight': 'x' },
  },
  'GET with variables that are no JSON': {
    method: 'GET',
    path: '/graphql?query={viewer{name}}&variables={',
    headers: { 'apollo-require-preflight': 'x' },
  },
  'GET with two queries': {
    method: 'GET',
    path: '/graphql?query={viewer{name}}&query={viewer{name}}',
    headers: { 'apollo-require-preflight': 'x' },
  },
  'GET of nothing': { method: 'GET', headers: { 'apollo-require-preflight': 'x' } },
  'a path that is no UTF-8': { method: 'GET', path: '/bulk/runs/%ff/artifacts/%ff' },
};

/** The document with a piece cut out, doubled, or replaced. */
export function mutated(document: string, random: Random): string {
  const at = random.below(document.length);
  const length = 1 + random.below(12);
  const piece = document.slice(at, at + length);
  const others = [
    '',
    piece + piece,
    '{',
    '}',
    '"',
    '$',
    '...',
    '@skip',
    '\u0000',
    '0x',
    '"""',
    '1e9999',
    '!',
  ];
  return document.slice(0, at) + others[random.below(others.length)] + document.slice(at + length);
}
