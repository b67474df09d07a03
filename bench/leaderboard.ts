// What a leaderboard costs by the number of its recipes: milliseconds of its statement, and of the whole query with ranks and tests.
//   TEST_DATABASE_URL=postgres://… npm run bench:leaderboard -- [--recipes 10,25,50,100,500] [--seeds 5] [--rounds 7]
// In a database of its own: on a server with pgvector, without TEST_DATABASE_URL in the embedded one. Each run has one evaluation with retrieval on one of
// nine tasks.

import { parseArgs } from 'node:util';
import type { Task } from '@stillhouse/domain/task/task.ts';
import type { Database, Queryable } from '@stillhouse/prisma/database/database.ts';
import { leaderboard } from '@stillhouse/prisma/leaderboard/leaderboard.ts';
import { leaderboardStatement } from '@stillhouse/prisma/leaderboard/leaderboard-statement.ts';
import { seedBoard } from '../test/prisma/leaderboard/seed-board.ts';
import { openTestDatabase } from '../test/prisma/open-test-database.ts';
import { machine, table } from './report.ts';
import { median } from './statistics.ts';

const { values: options } = parseArgs({
  options: {
    recipes: { type: 'string', default: '10,25,50,100,500' },
    seeds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '7' },
  },
});
const names = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const tasks = names.map(
  (id): Task => ({
    id,
    title: id,
    kind: 'classification',
    texts: 1,
    labels: ['a', 'b'],
    range: null,
    synthetic: false,
    scores: id === 'one' ? ['f1', 'accuracy'] : ['accuracy'],
    averaged: true,
    benchmark: 'custom',
  }),
);

/** Milliseconds of the leaderboard's large statement within one query, and of all of it. */
async function timed(db: Database): Promise<{ statement: number; whole: number }> {
  let statement = 0;
  const query: Queryable['query'] = async (sql, parameters) => {
    const begun = performance.now();
    const rows = await db.query(sql, parameters);
    if (sql === leaderboardStatement) statement = performance.now() - begun;
    return rows as never;
  };
  const begun = performance.now();
  await leaderboard(Object.assign(Object.create(db) as Database, { query }), {
    tasks,
    asked: false,
    split: 'DEV',
  });
  return { statement, whole: performance.now() - begun };
}

console.log(`${machine()}\n`);
const rows: string[][] = [];
let before: { recipes: number; whole: number } | null = null;
for (const recipes of options.recipes.split(',').map(Number)) {
  const db = await openTestDatabase();
  try {
    await seedBoard(db, { recipes, seeds: Number(options.seeds), tasks: names });
    await timed(db);
    const rounds: Awaited<ReturnType<typeof timed>>[] = [];
    for (let round = 0; round < Number(options.rounds); round++) rounds.push(await timed(db));
    const wholes = rounds.map(({ whole }) => whole);
    const whole = median(wholes);
    const doublings = before && Math.log2(recipes / before.recipes);
    rows.push([
      String(recipes),
      String(recipes * Number(options.seeds) * names.length),
      median(rounds.map(({ statement }) => statement)).toFixed(0),
      whole.toFixed(0),
      Math.min(...wholes).toFixed(0),
      before && doublings ? ((whole / before.whole) ** (1 / doublings)).toFixed(2) : '',
    ]);
    before = { recipes, whole };
  } finally {
    await db.close();
  }
}
const header = ['recipes', 'runs', 'statement, ms', 'all, ms', 'best, ms', 'ratio per doubling'];
console.log(table(header, rows));
