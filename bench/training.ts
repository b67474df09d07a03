// One training step and one forward pass on every backend that can be used here, beside PyTorch and ONNX Runtime on the same machine:
//   npm run bench:training -- [--sizes tiny,mini,small] [--backends wasm,tfjs-node] [--rounds 7] [--before FOLDER]
// The variable PYTHON names an interpreter that has torch (default: python3). ONNX Runtime takes part where it is installed
// (npm install --no-save --ignore-scripts onnxruntime-node@1.23.2). All contenders live at the same time, each in a process of its own, and are
// measured in turns, round by round; a ratio is the median over the rounds of each round's ratio, so a busy machine disturbs both sides alike; 'least ×' is the
// ratio of the least disturbed turns.
// --before FOLDER lets another checkout, with its own node_modules, take part: what a change gave.

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { backendNames } from '@stillhouse/trainer/backend/backend.ts';
import { allBackends } from '@stillhouse/trainer/backend/choose-backend.ts';
import { machine, table } from './report.ts';
import { median, medianRatio } from './statistics.ts';
import { type Contender, startContender, type Work } from './training/contender.ts';
import { batch, type Size, sizes, tokens } from './training/size.ts';

const { values: options } = parseArgs({
  options: {
    sizes: { type: 'string', default: 'tiny,mini,small' },
    backends: { type: 'string' },
    rounds: { type: 'string', default: '7' },
    before: { type: 'string' },
  },
});
const rounds = Number(options.rounds);
const wanted = options.backends?.split(',') ?? backendNames;
const environment = process.env;
const here = fileURLToPath(new URL('./training/', import.meta.url));
const python = environment.PYTHON ?? 'python3';

const works: { title: string; work: Work; texts: number }[] = [
  { title: `step of ${batch}×${tokens} tokens`, work: { kind: 'step' }, texts: batch },
  { title: `forward, ${batch}×${tokens} tokens`, work: { kind: 'forward', texts: batch }, texts: batch },
  { title: `forward, 1×${tokens} tokens`, work: { kind: 'forward', texts: 1 }, texts: 1 },
];

console.log(machine());
const backends = await usableBackends();
for (const name of options.sizes.split(',')) {
  const size = sizes.find((each) => each.name === name);
  if (!size)
    throw new Error(`There is no size "${name}"; there are ${sizes.map((each) => each.name).join(', ')}.`);
  await measure(size);
}
process.exit();

async function usableBackends(): Promise<string[]> {
  const usable: string[] = [];
  for (const backend of allBackends) {
    if (!wanted.includes(backend.name)) continue;
    const usability = await backend.isUsable();
    // Plain JavaScript takes minutes for a step of the larger ones; a software renderer as well.
    const tooSlow = backend.name === 'cpu' || (backend.name === 'webgpu' && !usability.gpu);
    if (usability.usable && (!tooSlow || options.backends)) usable.push(backend.name);
    else
      console.log(
        `Left out: ${backend.name}. ${usability.usable ? 'Too slow; --backends takes it.' : usability.reason}`,
      );
  }
  return usable;
}

async function measure(size: Size): Promise<void> {
  const contenders: Contender[] = [];
  const start = async (name: string, command: string, args: string[], variables = {}) => {
    const started = await startContender(name, command, args, { ...environment, ...variables });
    if (typeof started === 'string') console.log(`Left out: ${name}. ${started}`);
    else contenders.push(started);
  };
  const shape = [size.layers, size.hidden, size.heads].map(String);
  await start('PyTorch', python, [`${here}pytorch_process.py`, ...shape]);
  // Several threads wait for each other at every operation, so that a busy machine slows them far more than it slows one.
  await start('PyTorch, 1 thread', python, [`${here}pytorch_process.py`, ...shape], { TORCH_THREADS: '1' });
  const node = (script: string, ...args: string[]) => ['--import', 'tsx', `${here}${script}`, ...args];
  await start('ONNX Runtime', process.execPath, node('onnx-process.ts', size.name));
  for (const backend of backends) {
    await start(backend, process.execPath, node('tfjs-process.ts', backend, size.name));
    if (!options.before) continue;
    const script = `${resolve(options.before)}/bench/training/tfjs-process.ts`;
    await start(`${backend}, before`, process.execPath, ['--import', 'tsx', script, backend, size.name]);
  }
  for (const { title, work, texts } of works) {
    const entered = contenders.filter(({ name }) => work.kind === 'forward' || name !== 'ONNX Runtime');
    const times = await inTurns(entered, work);
    const reference = times.get('PyTorch');
    console.log(`\n${size.name} ${size.layers}×${size.hidden}, ${title}\n`);
    const rows = [...times].map(([name, own]) => [
      name,
      median(own).toFixed(1),
      Math.min(...own).toFixed(1),
      Math.round((texts * tokens * 1000) / median(own)).toLocaleString('en-US'),
      reference ? medianRatio(own, reference).toFixed(2) : '–',
      reference ? (Math.min(...own) / Math.min(...reference)).toFixed(2) : '–',
      ...(options.before ? [ratioToBefore(times, name)] : []),
    ]);
    const header = ['', 'ms, median', 'ms, least', 'tokens/s', '× PyTorch', 'least ×'];
    console.log(table(options.before ? [...header, '× before'] : header, rows));
  }
  console.log(`\n${contenders.map(({ name, description }) => `${name}: ${description}`).join('. ')}.`);
  for (const contender of contenders) contender.stop();
}

/** By contender, milliseconds of each round: the median of three in a row. */
async function inTurns(entered: readonly Contender[], work: Work): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>(entered.map(({ name }) => [name, []]));
  for (const contender of entered) await contender.time(work, 3);
  for (let round = 0; round < rounds; round++) {
    for (const contender of entered) times.get(contender.name)?.push(median(await contender.time(work, 3)));
  }
  return times;
}

function ratioToBefore(times: ReadonlyMap<string, number[]>, name: string): string {
  const [own, before] = [times.get(name), times.get(`${name}, before`)];
  return own && before ? medianRatio(own, before).toFixed(2) : '';
}
