import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StartRun } from '@stillhouse/domain/record/run.ts';
import { chooseBackend } from '@stillhouse/trainer/backend/choose-backend.ts';
import { readEncoder } from '@stillhouse/trainer/model/hugging-face.ts';
import { lineProgress } from '@stillhouse/trainer/progress/line-progress.ts';
import { objectiveNames } from '@stillhouse/trainer/recipe/known-keys.ts';
import { resolveRecipe } from '@stillhouse/trainer/recipe/resolve.ts';
import type { Recorder } from '@stillhouse/trainer/record/recorder.ts';
import { runPipeline } from '@stillhouse/trainer/stage/pipeline.ts';
import { silentRecorder } from '@stillhouse/trainer/stage/run/silent-recorder.ts';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectClose } from '../close-to.ts';
import { pipelineJob } from './pipeline-job.ts';

/** A teacher of four layers and students of two, equal in width where an objective asks for it. */
const set = [
  'data.limit={train: 40, dev: 10}',
  'data.heldOut=0.2',
  'teacher.layers=4',
  'teacher.hidden=16',
  'teacher.heads=2',
  'teacher.intermediate=32',
  'teacher.training.epochs=2',
  'teacher.training.batchSize=16',
  'student.layers=2',
  'student.hidden=16',
  'student.heads=2',
  'student.intermediate=32',
  'student.training.epochs=3',
  'student.training.batchSize=16',
  'head.epochs=1',
];

interface Recorded {
  runs: StartRun[];
  /** Values by `<run id> <metric>`. */
  values: Map<string, number[]>;
}

let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'stillhouse-objectives-'));
  await chooseBackend('wasm');
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function train(
  name: string,
  more: readonly string[] = [],
  task = 'synthetic-sentiment',
): Promise<Recorded> {
  const recorded: Recorded = { runs: [], values: new Map() };
  const recorder: Recorder = {
    ...silentRecorder,
    async startRun(run) {
      recorded.runs.push(run);
    },
    async logMetrics({ run, series }) {
      for (const { key, values } of series) {
        const at = `${run} ${key}`;
        recorded.values.set(at, [...(recorded.values.get(at) ?? []), ...values]);
      }
    },
  };
  const recipe = await resolveRecipe({
    task,
    recipe: 'tiny',
    set: [...set, ...more],
    objectives: [name],
  });
  await runPipeline(
    pipelineJob({
      recipe,
      project: 'objectives',
      seeds: [3],
      checkpoints: join(home, name),
    }),
    { recorder, progress: lineProgress(() => {}), signal: new AbortController().signal },
  );
  return recorded;
}

const middleOf = ({ name }: StartRun) => name.split('/').slice(1, -1).join('/');

const tasks = ['synthetic-sentiment', 'synthetic-similarity'];
const trained = objectiveNames.flatMap((name) => tasks.map((task) => [name, task] as const));

describe.each(trained)('%s on %s', (name, task) => {
  it('trains a student from 32 examples, with finite losses that move its weights, and leaves no tensor', async () => {
    const before = tf.memory().numTensors;
    const { runs, values } = await train(name, [], task);
    expect(tf.memory().numTensors).toBe(before);
    const student = runs.at(-1);
    expect(middleOf(student!)).toBe(name);
    for (const { id } of runs) {
      const losses = values.get(`${id} loss`) ?? [];
      expect(losses.length).toBeGreaterThanOrEqual(4);
      expect(losses.every(Number.isFinite)).toBe(true);
      expect(Math.max(...(values.get(`${id} gradientNorm`) ?? []))).toBeGreaterThan(0);
    }
    for (const [at, found] of values) expect(found.every(Number.isFinite), at).toBe(true);
  });
});

it.each([
  ['dml', { peer: 0 }],
  ['prokt', { proximal: 0 }],
  ['prokt', { teacherHardLabels: 0, softLabels: 0 }],
  ['sftn', { branchHardLabels: 0, branchSoftLabels: 0 }],
  ['sftn', { teacherHardLabels: 0, branchHardLabels: 0 }],
  ['metadistil', { hardLabels: 0 }],
  ['reaugkd', { softLabels: 0 }],
  ['minilm', { hardLabels: 0 }],
])('%s trains where %o, and leaves no tensor', async (name, weights) => {
  const before = tf.memory().numTensors;
  const set = Object.entries(weights).map(([field, weight]) => `objectives.${name}.${field}=${weight}`);
  const { runs, values } = await train(name, set);
  expect(tf.memory().numTensors).toBe(before);
  const student = runs.at(-1)?.id;
  expect(values.get(`${student} loss`)?.every(Number.isFinite)).toBe(true);
  expect(Math.max(...(values.get(`${student} gradientNorm`) ?? []))).toBeGreaterThan(0);
});

describe('who taught a student', () => {
  const lineage = ({ runs }: Recorded) => {
    const names = new Map(runs.map((run) => [run.id, middleOf(run)]));
    return runs.map((run) => [middleOf(run), run.kind, run.teacher === null ? null : names.get(run.teacher)]);
  };

  it('is the last assistant in TAKD, which the teacher taught', async () => {
    expect(lineage(await train('takd'))).toEqual([
      ['teacher', 'TEACHER', null],
      ['takd/assistant-1', 'STUDENT', 'teacher'],
      ['takd', 'STUDENT', 'takd/assistant-1'],
    ]);
  });

  it('is an assistant that begins as layers of the teacher, as the student does, where it is as wide', async () => {
    const still = ['student.initialize=evenly-spaced', 'student.training.learningRate=1e-12'];
    const { runs } = await train('takd', still);
    const [teacher, assistant] = runs;
    expect(assistant?.recipe).toMatchObject({ encoder: { layers: 3, initialize: 'evenly-spaced' } });
    const weights = async (run: StartRun | undefined) =>
      (await readEncoder(join(home, 'takd', run?.id ?? ''), 2)).weights;
    const [above, own] = [await weights(teacher), await weights(assistant)];
    // Three of four layers: 0, ⌊4/3⌋ and ⌊8/3⌋.
    for (const [layer, copied] of [0, 1, 2].entries()) {
      const name = 'attention.self.query.weight';
      const [mine, theirs] = [
        own[`bert.encoder.layer.${layer}.${name}`],
        above[`bert.encoder.layer.${copied}.${name}`],
      ];
      expectClose(mine!.values, theirs!.values, 1e-6);
    }
    const narrow = 'objectives.takd.assistants=[{layers: 3, hidden: 8, heads: 2, intermediate: 16}]';
    const other = await train('takd', [...still, narrow]);
    expect(other.runs[1]?.recipe).toMatchObject({ encoder: { initialize: null } });
  });

  it('is the friendly teacher in SFTN', async () => {
    expect(lineage(await train('sftn'))).toEqual([
      ['teacher', 'TEACHER', null],
      ['sftn/teacher', 'TEACHER', null],
      ['sftn', 'STUDENT', 'sftn/teacher'],
    ]);
  });

  it.each([
    ['dml', 'peer'],
    ['prokt', 'teacher'],
    ['metadistil', 'teacher'],
  ])('in %s learns in the same run, where its own loss is seen', async (name, beside) => {
    const recorded = await train(name);
    expect(recorded.runs).toHaveLength(2);
    const own = recorded.values.get(`${recorded.runs[1]!.id} ${beside}/loss`) ?? [];
    expect(own.length).toBeGreaterThanOrEqual(4);
  });
});
