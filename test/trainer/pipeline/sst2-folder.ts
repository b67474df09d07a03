import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const good = [
  'a warm and funny film',
  'moving from start to end',
  'the best cast this year',
  'sharp , kind and wise',
];
const bad = [
  'a dull and empty film',
  'boring from start to end',
  'the worst cast this year',
  'slow , cold and silly',
];
const settings = ['', ' , they say', ' , I think', ' , once more'];

/** A folder as SST-2's: 32 rows to train on and 8 to report, each text different. */
export async function sst2Folder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stillhouse-sst2-'));
  const rows = settings.flatMap((setting) => [
    ...good.map((text) => `${text}${setting}\t1`),
    ...bad.map((text) => `${text}${setting}\t0`),
  ]);
  const dev = [...good.map((text) => `truly ${text}\t1`), ...bad.map((text) => `truly ${text}\t0`)];
  await writeFile(join(folder, 'train.tsv'), `sentence\tlabel\n${rows.join('\n')}\n`);
  await writeFile(join(folder, 'dev.tsv'), `sentence\tlabel\n${dev.join('\n')}\n`);
  return folder;
}
