// What retrieval adds to a student's own latency, text by text, and how many of the true ten nearest it finds:
//   npm run bench:retrieval -- [--entries 2500,67000] [--dimensions 384,768] [--queries 100] [--backend NAME]
// 393000 entries (MNLI's) are measured with --entries 393000; building their graphs takes minutes. pgvector takes part where TEST_DATABASE_URL
// names a Postgres (bash scripts/postgres-with-pgvector.sh start FOLDER prints one), in a database of its own that is dropped afterwards.
// Student and search alternate, query by query, so that a busy machine disturbs both alike. Of HNSW's candidate lists the smallest that finds
// 99.5 % on other queries is taken.

import { parseArgs } from 'node:util';
import { backendNames } from '@stillhouse/trainer/backend/backend.ts';
import { chooseBackend } from '@stillhouse/trainer/backend/choose-backend.ts';
import type { KnowledgeBase } from '@stillhouse/trainer/knowledge/knowledge-base.ts';
import { recallAtK } from '@stillhouse/trainer/knowledge/recall.ts';
import { searchExact } from '@stillhouse/trainer/knowledge/search/exact.ts';
import { buildHnsw } from '@stillhouse/trainer/knowledge/search/hnsw.ts';
import type { Neighbors } from '@stillhouse/trainer/knowledge/search/neighbors.ts';
import { retrievedPredictions } from '@stillhouse/trainer/stage/retrieve.ts';
import { z } from 'zod';
import { testDatabaseUrl } from '../test/environment.ts';
import { openTestDatabase } from '../test/prisma/open-test-database.ts';
import { machine, table } from './report.ts';
import { clusteredKnowledgeBase } from './retrieval/clustered-vectors.ts';
import { storeInPgvector } from './retrieval/pgvector.ts';
import { type Student, studentOf, tokens } from './retrieval/student.ts';
import { median } from './statistics.ts';

const { values: options } = parseArgs({
  options: {
    entries: { type: 'string', default: '2500,67000' },
    dimensions: { type: 'string', default: '384,768' },
    queries: { type: 'string', default: '100' },
    backend: { type: 'string' },
  },
});
const k = 10;
const temperature = 0.1;
/** On the queries that it is chosen by, so that 0.99 holds on others. */
const wantedRecall = 0.995;
const candidateLists = [16, 32, 64, 128, 256, 512, 1000];
const queryCount = Number(options.queries);

/** A way to search, asked for one query at a time. */
interface Contender {
  name: string;
  search(query: Float32Array): Neighbors | Promise<Neighbors>;
}

console.log(machine());
const backend = await chooseBackend(z.enum(backendNames).optional().parse(options.backend) ?? null);
console.log(
  `Student: 6 layers, one text of ${tokens} tokens, on ${backend.name}, ${backend.device}. k = ${k}.`,
);
const db = testDatabaseUrl ? await openTestDatabase() : null;
if (!db) console.log('Left out: pgvector. TEST_DATABASE_URL names no Postgres.');
for (const dimension of numbers(options.dimensions)) {
  const student = studentOf(dimension);
  for (const size of numbers(options.entries)) await measure(student, size, dimension);
  student.dispose();
}
await db?.close();
process.exit();

async function measure(student: Student, size: number, dimension: number): Promise<void> {
  const { knowledgeBase, queries } = clusteredKnowledgeBase(size, dimension, 2 * queryCount);
  const tuning = queries.subarray(0, queryCount * dimension);
  const asked = queries.subarray(queryCount * dimension);
  const truth = searchExact(knowledgeBase, asked, k);
  const contenders = [
    ...(await inProcess(knowledgeBase, tuning)),
    ...(db ? await inPgvector(knowledgeBase, tuning) : []),
  ];
  const rows: string[][] = [];
  for (const { name, search } of contenders) {
    const alone: number[] = [];
    const added: number[] = [];
    const found: Neighbors[] = [];
    for (let i = -5; i < queryCount; i++) {
      const at = Math.max(0, i);
      const query = asked.subarray(at * dimension, (at + 1) * dimension);
      const start = performance.now();
      await student.predict();
      const predicted = performance.now();
      const neighbors = await search(query);
      retrievedPredictions(knowledgeBase, neighbors, k, temperature);
      const retrieved = performance.now();
      if (i < 0) continue;
      alone.push(predicted - start);
      added.push(retrieved - predicted);
      found.push(neighbors);
    }
    const share = median(added) / median(alone);
    rows.push([
      name,
      median(alone).toFixed(2),
      median(added).toFixed(3),
      `${(100 * share).toFixed(1)} %`,
      recallAtK(truth, together(found), k).toFixed(4),
    ]);
  }
  console.log(`\n${size.toLocaleString('en-US')} entries × ${dimension}\n`);
  console.log(table(['search', 'student, ms', 'retrieval, ms', 'added', `recall@${k}`], rows));
}

async function inProcess(knowledgeBase: KnowledgeBase, tuning: Float32Array): Promise<Contender[]> {
  const start = performance.now();
  const index = buildHnsw(knowledgeBase);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const wanted = searchExact(knowledgeBase, tuning, k);
  const efSearch = candidateLists.find(
    (ef) => recallAtK(wanted, index.withEfSearch(ef).search(tuning, k), k) >= wantedRecall,
  );
  const chosen = efSearch ?? candidateLists.at(-1)!;
  const graph = index.withEfSearch(chosen);
  return [
    { name: 'in process, exact', search: (query) => searchExact(knowledgeBase, query, k) },
    {
      name: `in process, HNSW, efSearch ${chosen}, built in ${seconds} s`,
      search: (query) => graph.search(query, k),
    },
  ];
}

async function inPgvector(knowledgeBase: KnowledgeBase, tuning: Float32Array): Promise<Contender[]> {
  if (!db) return [];
  const { dimension } = knowledgeBase;
  const start = performance.now();
  const search = await storeInPgvector(db, knowledgeBase);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const wanted = searchExact(knowledgeBase, tuning, k);
  let chosen = candidateLists.at(-1)!;
  for (const ef of candidateLists) {
    const found: Neighbors[] = [];
    for (let i = 0; i < queryCount; i++) {
      found.push(await search(tuning.subarray(i * dimension, (i + 1) * dimension), k, ef));
    }
    if (recallAtK(wanted, together(found), k) < wantedRecall) continue;
    chosen = ef;
    break;
  }
  return [
    { name: 'pgvector, exact', search: (query) => search(query, k, null) },
    {
      name: `pgvector, HNSW, efSearch ${chosen}, written and built in ${seconds} s`,
      search: (query) => search(query, k, chosen),
    },
  ];
}

/** Results of single queries as one; what a search did not find counts as infinitely far. */
function together(found: readonly Neighbors[]): Neighbors {
  const indices = new Int32Array(found.length * k);
  const similarities = new Float32Array(found.length * k).fill(Number.NEGATIVE_INFINITY);
  found.forEach((neighbors, query) => {
    indices.set(neighbors.indices.subarray(0, k), query * k);
    similarities.set(neighbors.similarities.subarray(0, k), query * k);
  });
  return { count: found.length, k, indices, similarities };
}

function numbers(list: string): number[] {
  return list.split(',').map(Number);
}
