// Runs on a small disk, which it fills: prints what it saw as JSON. node --import tsx scenario.ts FOLDER BALLAST RESERVE LEAST

import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openEmbedded } from '@stillhouse/prisma/database/embedded/open-embedded.ts';
import { codeOf } from './code-of.ts';

const [disk = '', ballastSize, reserve, least] = process.argv.slice(2);
const folder = join(disk, 'database');
const filler = join(disk, 'filler');
const ballast = join(disk, 'ballast');
const open = () => openEmbedded({ folder, room: { reserve: Number(reserve), least: Number(least) } });
const insert = (batch: number) =>
  `INSERT INTO filled SELECT ${batch}, repeat('x', 1000) FROM generate_series(1, 1000)`;

let database = await open();
await database.query('CREATE TABLE filled (batch int, text text)');
const batches = async () =>
  (await database.query<{ batches: number }>('SELECT count(*) / 1000 AS batches FROM filled'))[0]?.batches;
const seen: Record<string, unknown> = {};

// What is freed later.
fill(ballast, Number(ballastSize));
let acknowledged = 0;
for (seen.refused = 'done'; seen.refused === 'done'; acknowledged++)
  seen.refused = await codeOf(database.query(insert(acknowledged)));
seen.acknowledged = --acknowledged;

fill(filler, Number.POSITIVE_INFINITY);
seen.refusedOnFullDisk = await codeOf(database.query(insert(acknowledged)));
seen.readOnFullDisk = await batches().catch((error) => error.code);
await database.close().catch(() => undefined);

seen.openedOnFullDisk = await codeOf(
  open().then((opened) => {
    database = opened;
  }),
);
seen.readAfterOpening =
  seen.openedOnFullDisk === 'done' ? await batches().catch((error) => error.code) : null;
if (seen.openedOnFullDisk === 'done') await database.close().catch(() => undefined);

rmSync(filler, { force: true });
rmSync(ballast, { force: true });
database = await open();
seen.readWithSpace = await batches();
seen.writtenWithSpace = await codeOf(database.query('UPDATE filled SET batch = -1 WHERE batch = 0'));
await database.close();
console.log(JSON.stringify(seen));

/** Writes a file of this many MiB, or as large as the disk takes. */
function fill(file: string, mebibytes: number): void {
  const descriptor = openSync(file, 'w');
  for (const bytes of [1024 ** 2, 4096]) {
    try {
      for (let written = 0; written < mebibytes; written++)
        if (writeSync(descriptor, Buffer.alloc(bytes, 1)) < bytes) break;
    } catch {
      // Full, but for what is smaller than this.
    }
    if (Number.isFinite(mebibytes)) break;
  }
  closeSync(descriptor);
}
