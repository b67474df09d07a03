// What the table of word embeddings costs in a training step: its dense gradient, that gradient's part of the norm, and its AdamW update, all of
// which grow with the rows of the table, while a batch of 16×64 tokens touches at most 1,024 of them.
//   npm run bench:embedding -- [--sizes tiny,mini,small] [--backends wasm,tfjs-node] [--rounds 7] [--vocabularies 30522,15000,1024]
// The same step with tables of different sizes, each in a process of its own, in turns; a ratio is the median over the rounds of each round's.

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machine, table } from './report.ts';
import { median, medianRatio } from './statistics.ts';
import { type Contender, startContender } from './training/contender.ts';

const { values: options } = parseArgs({
  options: {
    sizes: { type: 'string', default: 'tiny,mini,small' },
    backends: { type: 'string', default: 'tfjs-node,wasm' },
    rounds: { type: 'string', default: '7' },
    vocabularies: { type: 'string', default: '30522,15000,1024' },
  },
});
const script = fileURLToPath(new URL('./training/tfjs-process.ts', import.meta.url));
const vocabularies = options.vocabularies.split(',');
const work = { kind: 'step' } as const;

console.log(`${machine()}\n`);
const rows: string[][] = [];
for (const backend of options.backends.split(',')) {
  for (const size of options.sizes.split(',')) rows.push(...(await measure(backend, size)));
}
console.log(table(['backend', 'size', 'rows', 'ms, median', 'ms, least', '× all rows', 'least ×'], rows));
process.exit();

async function measure(backend: string, size: string): Promise<string[][]> {
  const contenders: Contender[] = [];
  for (const vocabulary of vocabularies) {
    const args = ['--import', 'tsx', script, backend, size, vocabulary];
    const started = await startContender(vocabulary, process.execPath, args, process.env);
    if (typeof started === 'string') {
      console.log(`Left out: ${backend}, ${size}. ${started}`);
      for (const contender of contenders) contender.stop();
      return [];
    }
    contenders.push(started);
  }
  const times = contenders.map((): number[] => []);
  for (const contender of contenders) await contender.time(work, 3);
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const [i, contender] of contenders.entries()) times[i]?.push(median(await contender.time(work, 3)));
  }
  for (const contender of contenders) contender.stop();
  const all = times[0] ?? [];
  return contenders.map(({ name }, i) => {
    const own = times[i] ?? [];
    return [
      backend,
      size,
      Number(name).toLocaleString('en-US'),
      median(own).toFixed(1),
      Math.min(...own).toFixed(1),
      medianRatio(own, all).toFixed(2),
      (Math.min(...own) / Math.min(...all)).toFixed(2),
    ];
  });
}
