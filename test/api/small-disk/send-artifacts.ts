// Sends files to an API whose artifacts are on a small disk: prints the answers as JSON. node --import tsx send-artifacts.ts FOLDER

import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startApi } from '@stillhouse/api/start-api.ts';
import { openTestDatabase } from '../../prisma/open-test-database.ts';
import { aStartedRun } from '../../prisma/records.ts';

const [home = ''] = process.argv.slice(2);
const db = await openTestDatabase();
const api = await startApi({ db, home, port: 0, webPort: 0 });
const run = await aStartedRun(db);

async function send(name: string, mebibytes: number) {
  const body = Buffer.alloc(mebibytes * 1024 ** 2, name);
  const sha256 = createHash('sha256').update(body).digest('hex');
  const answer = await fetch(`${api.url}/bulk/runs/${run}/artifacts/${name}?kind=other&sha256=${sha256}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream' },
    body,
  });
  const { errors } = (await answer.json()) as { errors?: { code: string }[] };
  return [answer.status, errors?.[0]?.code ?? null];
}

const large = await send('large', 30);
const left = readdirSync(join(home, 'artifacts'), { recursive: true }).filter((name) =>
  String(name).includes('.part'),
);
const small = await send('small', 2);
console.log(JSON.stringify({ large, left, small }));
process.exit();
