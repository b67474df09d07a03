// What retrieval adds to a student's own latency, text by text, and how many of the true ten nearest it finds:
//   npm run bench:retrieval -- [--entries 2500,67000,393000] [--dimensions 384,768] [--queries 100] [--builds 0] [--backend NAME] [--cache FOLDER]
// pgvector takes part where TEST_DATABASE_URL names a Postgres (bash scripts/postgres-with-pgvector.sh start FOLDER prints one), in a database
// of its own that is dropped afterwards. Student and search alternate, query by query, so that a busy machine disturbs both alike. Of HNSW's
// candidate lists the smallest that finds 99.5 % on 250 other queries is taken; its recall is that of 250 further ones, of which the first are
// timed. Vectors and graphs in process are kept in FOLDER (left out: one under the system's temporary folder) for the next run; a time of
// building is shown by the run that built. With --builds pgvector's graph is built so many times more, with its own number of candidates
// and with ours in turns: its recall is a matter of chance, and this says how much.

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { retrievedPredictions } from '@stillhouse/domain/retrieval/retrieve.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { indexSettings } from '@stillhouse/prisma/knowledge-base/build-index.ts';
import { backendNames } from '@stillhouse/trainer/backend/backend.ts';
import { chooseBackend } from '@stillhouse/trainer/backend/choose-backend.ts';
import type { KnowledgeBase } from '@stillhouse/trainer/knowledge/knowledge-base.ts';
import { recallAtK } from '@stillhouse/trainer/knowledge/recall.ts';
import { searchExact } from '@stillhouse/trainer/knowledge/search/exact.ts';
import type { Neighbors } from '@stillhouse/trainer/knowledge/search/neighbors.ts';
import { z } from 'zod';
import { testDatabaseUrl } from '../test/environment.ts';
import { openTestDatabase } from '../test/prisma/open-test-database.ts';
import { machine, table } from './report.ts';
import { cacheIn } from './retrieval/cache.ts';
import { type Stored, storeInPgvector } from './retrieval/pgvector.ts';
import { type Student, studentOf, tokens } from './retrieval/student.ts';
import { median } from './statistics.ts';

const { values: options } = parseArgs({
  options: {
    entries: { type: 'string', default: '2500,67000,393000' },
    dimensions: { type: 'string', default: '384,768' },
    queries: { type: 'string', default: '100' },
    builds: { type: 'string', default: '0' },
    backend: { type: 'string' },
    cache: { type: 'string', default: join(tmpdir(), 'stillhouse-bench-retrieval') },
  },
});
const k = 10;
const temperature = 0.1;
/** On the queries that it is chosen by, so that 0.99 holds on others. */
const wantedRecall = 0.995;
const candidateLists = [16, 32, 64, 128, 256, 512, 1000];
/** Queries that a candidate list is chosen by, and others that its recall is measured on: it is then known to about ± 0.002. */
const sampleSize = 250;
const timedCount = Math.min(Number(options.queries), sampleSize);
const cache = cacheIn(options.cache);
/** Candidates that pgvector looks at while a node is added, unless it is told otherwise. */
const pgvectorsOwn = 64;

/** A way to search, asked for one query at a time. */
interface Contender {
  name: string;
  /** Queries that recall is measured on, the timed ones among them. */
  tested: number;
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
  const { knowledgeBase, queries } = cache.knowledgeBase(size, dimension, 2 * sampleSize);
  const tuning = queries.subarray(0, sampleSize * dimension);
  const asked = queries.subarray(sampleSize * dimension);
  const truth = searchExact(knowledgeBase, asked, k);
  const contenders = [
    ...(await inProcess(knowledgeBase, tuning)),
    ...(db ? await inPgvector(db, knowledgeBase, tuning) : []),
  ];
  const rows: string[][] = [];
  for (const { name, tested, search } of contenders) {
    const alone: number[] = [];
    const added: number[] = [];
    const found: Neighbors[] = [];
    for (let i = -5; i < timedCount; i++) {
      const query = row(asked, Math.max(0, i), dimension);
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
    for (let i = timedCount; i < tested; i++) found.push(await search(row(asked, i, dimension)));
    const share = median(added) / median(alone);
    rows.push([
      name,
      median(alone).toFixed(2),
      median(added).toFixed(3),
      `${(100 * share).toFixed(1)} %`,
      recallAtK(first(truth, found.length), together(found), k).toFixed(4),
    ]);
  }
  console.log(`\n${size.toLocaleString('en-US')} entries × ${dimension}; ${machine()}\n`);
  console.log(table(['search', 'student, ms', 'retrieval, ms', 'added', `recall@${k}`], rows));
}

async function inProcess(knowledgeBase: KnowledgeBase, tuning: Float32Array): Promise<Contender[]> {
  const { index, seconds } = cache.index(knowledgeBase);
  const built = seconds === null ? 'built by an earlier run' : `built in ${seconds.toFixed(1)} s`;
  const efSearch = await smallestList(knowledgeBase, tuning, (query, ef) =>
    index.withEfSearch(ef).search(query, k),
  );
  const graph = index.withEfSearch(efSearch);
  return [
    {
      name: 'in process, exact',
      tested: timedCount,
      search: (query) => searchExact(knowledgeBase, query, k),
    },
    {
      name: `in process, HNSW, efSearch ${efSearch}, ${built}`,
      tested: sampleSize,
      search: (query) => graph.search(query, k),
    },
  ];
}

async function inPgvector(
  db: Database,
  knowledgeBase: KnowledgeBase,
  tuning: Float32Array,
): Promise<Contender[]> {
  const stored = await storeInPgvector(db, knowledgeBase);
  if (Number(options.builds) > 0) await buildAgain(stored, knowledgeBase, tuning);
  const { search, written, built } = stored;
  const efSearch = await smallestList(knowledgeBase, tuning, (query, ef) => search(query, k, ef));
  return [
    { name: 'pgvector, exact', tested: timedCount, search: (query) => search(query, k, null) },
    {
      name: `pgvector, HNSW, efSearch ${efSearch}, written in ${written.toFixed(1)} s, built in ${built.toFixed(1)} s`,
      tested: sampleSize,
      search: (query) => search(query, k, efSearch),
    },
  ];
}

/** Says what further builds of pgvector's graph find on the queries; the last one, with our settings, stands afterwards. */
async function buildAgain(
  { search, rebuild }: Stored,
  knowledgeBase: KnowledgeBase,
  queries: Float32Array,
): Promise<void> {
  const truth = searchExact(knowledgeBase, queries, k);
  const lists = [64, 512];
  const rows: string[][] = [];
  for (let build = 0; build < Number(options.builds); build++) {
    for (const efConstruction of [pgvectorsOwn, indexSettings.efConstruction]) {
      const seconds = await rebuild(efConstruction);
      const recalls: string[] = [];
      for (const efSearch of lists) {
        const found: Neighbors[] = [];
        for (let i = 0; i < sampleSize; i++) {
          found.push(await search(row(queries, i, knowledgeBase.dimension), k, efSearch));
        }
        recalls.push(recallAtK(truth, together(found), k).toFixed(4));
      }
      rows.push([String(efConstruction), seconds.toFixed(1), ...recalls]);
    }
  }
  const { size, dimension } = knowledgeBase;
  console.log(
    `\n${size.toLocaleString('en-US')} entries × ${dimension}, pgvector's graph built again; ${machine()}\n`,
  );
  const titles = lists.map((efSearch) => `recall@${k}, efSearch ${efSearch}`);
  console.log(table(['candidates', 'built, s', ...titles], rows));
}

/** The smallest candidate list that finds enough on the queries; where none does, the largest. */
async function smallestList(
  knowledgeBase: KnowledgeBase,
  queries: Float32Array,
  search: (query: Float32Array, efSearch: number) => Neighbors | Promise<Neighbors>,
): Promise<number> {
  const wanted = searchExact(knowledgeBase, queries, k);
  for (const efSearch of candidateLists) {
    const found: Neighbors[] = [];
    for (let i = 0; i < sampleSize; i++) {
      found.push(await search(row(queries, i, knowledgeBase.dimension), efSearch));
    }
    if (recallAtK(wanted, together(found), k) >= wantedRecall) return efSearch;
  }
  return candidateLists.at(-1)!;
}

function row(vectors: Float32Array, index: number, dimension: number): Float32Array {
  return vectors.subarray(index * dimension, (index + 1) * dimension);
}

function first({ k, indices, similarities }: Neighbors, count: number): Neighbors {
  return {
    count,
    k,
    indices: indices.subarray(0, count * k),
    similarities: similarities.subarray(0, count * k),
  };
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
