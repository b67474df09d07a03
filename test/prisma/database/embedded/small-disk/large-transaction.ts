// Runs on a small disk: writes a transaction larger than its free space, and prints what it saw as JSON. node --import tsx large-transaction.ts FOLDER

import { join } from 'node:path';
import { openEmbedded } from '@stillhouse/prisma/database/embedded/open-embedded.ts';
import { codeOf } from './code-of.ts';

const [disk = ''] = process.argv.slice(2);
const megabyte = 1024 ** 2;
// With so much free space there is no reserve yet.
const options = { folder: join(disk, 'database'), room: { reserve: 16 * megabyte, least: 20 * megabyte } };

let database = await openEmbedded(options);
const rows = async () =>
  (await database.query<{ rows: number }>('SELECT count(*) AS rows FROM filled'))[0]?.rows;
const seen: Record<string, unknown> = {};

await database.query('CREATE TABLE filled (batch int, text text)');
await database.query(`INSERT INTO filled SELECT 0, repeat('x', 1000) FROM generate_series(1, 1000)`);
seen.largeWrite = await codeOf(
  database.query(`CREATE TABLE large AS SELECT repeat('x', 1000) FROM generate_series(1, 500000)`),
);
seen.read = await rows().catch((error) => error.code);
seen.smallWrite = await codeOf(database.query(`INSERT INTO filled VALUES (2, 'x')`));
await database.close();
database = await openEmbedded(options);
seen.readAfterOpening = await rows();
await database.close();
console.log(JSON.stringify(seen));
