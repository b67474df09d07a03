import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseBackend } from '@stillhouse/trainer/backend/choose-backend.ts';
import * as network from '@stillhouse/trainer/model/bert.ts';
import { lineProgress } from '@stillhouse/trainer/progress/line-progress.ts';
import { resolveRecipe } from '@stillhouse/trainer/recipe/resolve.ts';
import { runPipeline } from '@stillhouse/trainer/stage/pipeline.ts';
import { silentRecorder } from '@stillhouse/trainer/stage/run/silent-recorder.ts';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { pipelineJob } from './pipeline-job.ts';

// Every forward pass is counted, and goes on as it would.
vi.mock(import('@stillhouse/trainer/model/bert.ts'), async (original) => {
  const module = await original();
  return { ...module, bert: vi.fn(module.bert) as typeof module.bert };
});

/** Layers whose [CLS] states each student found in memory. */
const found: number[][] = [];
vi.mock(import('@stillhouse/trainer/stage/student/train-student.ts'), async (original) => {
  const { trainStudent } = await original();
  return {
    trainStudent(...[stage, context]: Parameters<typeof trainStudent>) {
      found.push([...(stage.teacher.clsStates?.keys() ?? [])].sort());
      return trainStudent(stage, context);
    },
  };
});

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'stillhouse-passes-'));
  await chooseBackend('wasm');
});
afterAll(() => rm(home, { recursive: true, force: true }));
beforeEach(() => {
  vi.mocked(network.bert).mockClear();
  found.length = 0;
});

const students = { seeds: [1, 2], steps: 3 };

/** 128 training examples, in two batches where nothing is trained; a teacher of four layers, students of two and three steps. */
async function train(objectives: string, clsStatesBudget?: number) {
  const said: string[] = [];
  const recipe = await resolveRecipe({
    task: 'synthetic-sentiment',
    recipe: 'tiny',
    set: [
      'data.limit={train: 160, dev: 40}',
      'data.heldOut=0.2',
      `student.training.epochs=${students.steps}`,
      'student.training.batchSize=128',
      `objectives=${objectives}`,
    ],
  });
  const before = tf.memory().numTensors;
  const { students: scores } = await runPipeline(
    pipelineJob({ recipe, seeds: students.seeds, checkpoints: home }),
    {
      recorder: silentRecorder,
      progress: lineProgress((line) => said.push(line)),
      signal: new AbortController().signal,
      ...(clsStatesBudget === undefined ? {} : { clsStatesBudget }),
    },
  );
  expect(tf.memory().numTensors).toBe(before);
  return { said, scores };
}

/** Passes of the teacher's finished network: it has four layers, and no dropout is drawn. */
function passesOfTeacher(): number {
  return vi.mocked(network.bert).mock.calls.filter(([, { layers }, , , random]) => layers === 4 && !random)
    .length;
}

const several =
  '[{name: pkd}, {name: pkd, layers: last}, {name: rkd}, {name: sp, similarity: 1}, {name: pkt}, {name: kd}]';
// Of the training examples and of the dev set.
const once = 2 + 1;

it('however many students want its [CLS] states, the teacher reads each training example once', async () => {
  const { said, scores } = await train(several);
  expect(scores).toHaveLength(6 * students.seeds.length);
  expect(passesOfTeacher()).toBe(once);
  expect(said.join('\n')).not.toContain('do not fit');
});

it('[CLS] states are let go of once the last student that wants them is trained', async () => {
  await train('[{name: rkd}, {name: pkd}, {name: sp}, {name: kd}]');
  const bySeed = [[2, 4], [2, 4], [4], []].flatMap((layers) => students.seeds.map(() => layers));
  expect(found).toEqual(bySeed);
});

it('what does not fit is computed anew in each step, said once for an objective, and gives the same students', async () => {
  const objectives = '[{name: pkd}, {name: rkd}]';
  const kept = await train(objectives);
  vi.mocked(network.bert).mockClear();
  const anew = await train(objectives, 0);
  expect(passesOfTeacher()).toBe(once + 2 * students.seeds.length * students.steps);
  expect(anew.said.filter((line) => line.includes('do not fit'))).toEqual([
    expect.stringMatching(/^pkd: the teacher's \[CLS\] states \(1 layer × 128 examples × 16\)/),
    expect.stringMatching(/^rkd: /),
  ]);
  // Latencies differ between any two runs.
  const figures = ({ scores }: typeof kept) => scores.map(({ latency: _, ...rest }) => rest);
  expect(figures(anew)).toEqual(figures(kept));
});

it('a term of weight 0 has nobody read anything', async () => {
  await train(
    '[{name: tinybert, layersFirst: 0}, {name: minilm, attention: 0, values: 0}, {name: distilbert, cosine: 0}]',
  );
  expect(passesOfTeacher()).toBe(once);
});
