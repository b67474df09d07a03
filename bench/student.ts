// What length buckets and kept outputs of the teacher give: one epoch of a PKD student on real texts, four ways in turns.
//   npm run bench:student -- [--task rte --data FOLDER] [--examples 512] [--teacher small] [--student tiny] [--backends wasm,tfjs-node] [--rounds 3]
// Both networks have random weights, on which time does not depend. The teacher's pass over the examples, which a kept output costs once for all students, is
// measured apart. A ratio is the median over the rounds of each round's ratio to shuffled batches whose teacher runs beside the student.

import { parseArgs } from 'node:util';
import type { ObjectiveRecipe } from '@stillhouse/domain/recipe/objective.ts';
import { backendNames } from '@stillhouse/trainer/backend/backend.ts';
import { chooseBackend } from '@stillhouse/trainer/backend/choose-backend.ts';
import { loadData } from '@stillhouse/trainer/data/load-data.ts';
import { learnTokenizer } from '@stillhouse/trainer/data/wordpiece/learn-tokenizer.ts';
import { resolveRecipe } from '@stillhouse/trainer/recipe/resolve.ts';
import { newEncoder } from '@stillhouse/trainer/stage/encoder/new-encoder.ts';
import { outputsOf } from '@stillhouse/trainer/stage/encoder/trained-encoder.ts';
import { trainStudent } from '@stillhouse/trainer/stage/student/train-student.ts';
import { z } from 'zod';
import { machine, table } from './report.ts';
import { median, medianRatio } from './statistics.ts';
import { sizes } from './training/size.ts';

const { values: options } = parseArgs({
  options: {
    task: { type: 'string', default: 'synthetic-entailment' },
    data: { type: 'string' },
    examples: { type: 'string', default: '512' },
    teacher: { type: 'string', default: 'small' },
    student: { type: 'string', default: 'tiny' },
    backends: { type: 'string', default: 'tfjs-node,wasm' },
    rounds: { type: 'string', default: '3' },
  },
});
const shape = (name: string) => {
  const size = sizes.find((each) => each.name === name);
  if (!size)
    throw new Error(`There is no size "${name}"; there are ${sizes.map((each) => each.name).join(', ')}.`);
  const { layers, hidden, heads } = size;
  return { layers, hidden, heads, intermediate: 4 * hidden };
};
const recipe = await resolveRecipe({
  task: options.task,
  recipe: 'small',
  objectives: ['pkd'],
  set: [
    `data.limit={train: ${options.examples}, dev: 8}`,
    'data.heldOut=0.02',
    'student.training.epochs=1',
    'student.training.batchSize=16',
  ],
});
const objective = pkdOf(recipe.objectives);
const { train: examples } = await loadData(recipe.data, options.data ?? null);
const tokenizer = learnTokenizer(examples.examples, recipe.data.vocabulary);
const { maxTokens } = recipe.data;
const lengths = examples.examples.map(({ texts }) => tokenizer.encode(texts, maxTokens).ids.length);
console.log(`${machine()}\n`);
console.log(
  `${options.task}, ${lengths.length} examples of ${median(lengths)} tokens (${Math.min(...lengths)} to ${Math.max(...lengths)}); teacher ${options.teacher}, student ${options.student}\n`,
);
const rows: string[][] = [];
for (const name of options.backends.split(',')) {
  await chooseBackend(z.enum(backendNames).parse(name));
  rows.push(...(await measure(name)));
}
console.log(table(['backend', 'batches', "teacher's outputs", 's an epoch, median', '×'], rows));
process.exit();

async function measure(backend: string): Promise<string[][]> {
  const common = { tokenizer, maxTokens, seed: 1 };
  const sized = { ...recipe.teacher, ...shape(options.teacher), from: null };
  const network = await newEncoder({ ...common, recipe: sized, classes: 2 });
  const student = { ...recipe.student, ...shape(options.student), from: null, initialize: null };
  const { training } = student;
  const layers = Array.from({ length: student.layers }, (_, i) =>
    Math.round(((i + 1) * sized.layers) / student.layers),
  );
  const began = performance.now();
  const said = await outputsOf(network, examples.examples, {
    batchSize: 64,
    embedding: 'cls',
    clsStates: layers,
  });
  const pass = (performance.now() - began) / 1000;
  const ways = [false, true].flatMap((kept) =>
    [false, true].map((bucketByLength) => ({ kept, bucketByLength })),
  );
  const times = ways.map((): number[] => []);
  for (let round = 0; round <= Number(options.rounds); round++) {
    for (const [i, { kept, bucketByLength }] of ways.entries()) {
      const start = performance.now();
      const encoder = await trainStudent(
        {
          recipe: { ...student, training: { ...training, bucketByLength } },
          objective,
          examples,
          tokenizer,
          maxTokens,
          teacher: {
            classes: 2,
            logits: said.logits,
            shape: network.config,
            ...(kept ? { clsStates: said.clsStates } : { network }),
          },
        },
        { seed: 1, signal: new AbortController().signal, onStep: () => undefined },
      );
      encoder.dispose();
      // The first round warms up.
      if (round > 0) times[i]?.push((performance.now() - start) / 1000);
    }
  }
  network.dispose();
  const reference = times[0] ?? [];
  return [
    ...ways.map(({ kept, bucketByLength }, i) => [
      backend,
      bucketByLength ? 'of like length' : 'shuffled',
      kept ? 'kept' : 'beside the student',
      median(times[i] ?? []).toFixed(2),
      medianRatio(times[i] ?? [], reference).toFixed(2),
    ]),
    [backend, '', "the teacher's pass, once", pass.toFixed(2), (pass / median(reference)).toFixed(2)],
  ];
}

function pkdOf(objectives: readonly ObjectiveRecipe[]) {
  const found = objectives.find(({ name }) => name === 'pkd');
  if (found?.name !== 'pkd') throw new Error('The recipe has no PKD.');
  return found;
}
