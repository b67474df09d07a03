import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseBackend } from '@stillhouse/trainer/backend/choose-backend.ts';
import { hubModels } from '@stillhouse/trainer/command/hub-models.ts';
import { loadData } from '@stillhouse/trainer/data/load-data.ts';
import { lineProgress } from '@stillhouse/trainer/progress/line-progress.ts';
import { resolveRecipe } from '@stillhouse/trainer/recipe/resolve.ts';
import type { PipelineJob } from '@stillhouse/trainer/stage/pipeline-job.ts';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HubServer } from '../hub/hub-server.ts';
import { pipelineJob } from './pipeline-job.ts';
import { type Left, type Tearing, trainTorn } from './torn-training.ts';

/** Four steps of the teacher, six of a student, dropout in both: a state has to carry all of its randomness. */
const shape = (encoder: string, layers: number, epochs: number) => [
  ...[
    `${encoder}.layers=${layers}`,
    `${encoder}.hidden=16`,
    `${encoder}.heads=2`,
    `${encoder}.intermediate=32`,
  ],
  ...[`${encoder}.training.epochs=${epochs}`, `${encoder}.training.batchSize=16`, `${encoder}.dropout=0.1`],
];
const set = [
  ...['data.limit={train: 40, dev: 10}', 'data.heldOut=0.2', 'head.epochs=4', 'head.batchSize=32'],
  ...[...shape('teacher', 4, 2), ...shape('student', 2, 3)],
];

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'stillhouse-torn-'));
  await chooseBackend('wasm');
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function jobOf(objective: string, name: string, more: string[] = []): Promise<PipelineJob> {
  const recipe = await resolveRecipe({
    task: 'synthetic-sentiment',
    recipe: 'tiny',
    set: [...set, ...more],
    objectives: [objective],
  });
  return pipelineJob({ recipe, checkpoints: join(home, name, 'checkpoints'), seeds: [3] });
}

/** The same training twice, left alone and torn. */
async function both(
  name: string,
  job: (name: string) => Promise<PipelineJob>,
  tearing: Tearing = {},
): Promise<[whole: Left, torn: Left]> {
  const train = async (how: string, given: Tearing) =>
    trainTorn(await job(`${name}/${how}`), join(home, name, how, 'ledger.json'), given);
  const { fetchModel, ...rest } = tearing;
  return [
    await train('whole', fetchModel ? { fetchModel } : {}),
    await train('torn', { after: 3, ...rest, ...(fetchModel && { fetchModel }) }),
  ];
}

function expectSame([whole, torn]: [Left, Left]): void {
  expect(whole.curves.size).toBeGreaterThan(20);
  expect(torn.curves).toEqual(whole.curves);
  expect([...torn.weights.keys()].sort()).toEqual([...whole.weights.keys()].sort());
  for (const [file, bytes] of whole.weights) expect(torn.weights.get(file)?.equals(bytes), file).toBe(true);
}

describe('a training that breaks off in each of its parts goes on to the same curves and weights', () => {
  const teacher = ['synthetic-sentiment/teacher/seed-1', 'synthetic-sentiment/head'];
  it.each([
    ['reaugkd', ['reaugkd']],
    ['dml', ['dml']],
    ['prokt', ['prokt']],
    ['metadistil', ['metadistil']],
    ['rco', ['rco']],
    ['takd', ['takd/assistant-1', 'takd']],
    ['sftn', ['sftn/teacher', 'sftn']],
  ])('with %s', async (objective, parts) => {
    const tensors = tf.memory().numTensors;
    const [whole, torn] = await both(objective, (name) => jobOf(objective, name));
    expect(torn.broken).toEqual([...teacher, ...parts.map((part) => `synthetic-sentiment/${part}/seed-3`)]);
    expectSame([whole, torn]);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('with a teacher of which only predictions are known, whose keys are each student’s own', async () => {
    const { recipe } = await jobOf('kd', 'data');
    const { train, dev } = await loadData(recipe.data, null);
    const examples = [train, ...dev].flatMap((one) => one.examples);
    const rows = examples.map(({ key, label }) => `${key}\t${label === 1 ? '-1\t1' : '1\t-1'}`);
    const predictions = join(home, 'predictions.tsv');
    await writeFile(predictions, `key\tnegative\tpositive\n${rows.join('\n')}\n`);
    const blackBox = `blackBox={"predictions": ${JSON.stringify(predictions)}}`;
    const job = (name: string) => jobOf('kd', name, [blackBox]);
    const [whole, torn] = await both('black-box', job);
    expect(torn.broken).toEqual(['synthetic-sentiment/kd/seed-3']);
    expectSame([whole, torn]);

    await writeFile(predictions, `key\tnegative\tpositive\n${rows.join('\n').replace('-1\t1', '-1\t2')}\n`);
    const meanwhile = () => expect.fail('it began another training');
    const path = join(home, 'black-box', 'torn', 'ledger.json');
    await expect(
      trainTorn(await job('black-box/torn'), path, { meanwhile, again: true }),
    ).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(`The predictions ${predictions} is not what it was`),
    });
  });

  it('with teacher and student of the Hub, whose branch moves on meanwhile', async () => {
    const files = async (left: string, seed: number) => {
      const job = { ...(await jobOf('fine-tune', left)), seeds: [seed] };
      await trainTorn(job, join(home, left, 'ledger.json'));
      const folders = await readdir(job.checkpoints);
      for (const folder of folders) {
        const names = await readdir(join(job.checkpoints, folder));
        if (names.includes('head.safetensors')) continue; // the teacher's
        const wanted = names.filter((name) => /^(config|tokenizer.*)\.json$|^model\.safetensors$/.test(name));
        const read = async (name: string) =>
          [name, await readFile(join(job.checkpoints, folder, name))] as const;
        return Object.fromEntries(await Promise.all(wanted.map(read)));
      }
      return expect.fail('no student');
    };
    const [first, second] = [await files('first', 5), await files('second', 6)];
    const server = new HubServer({ name: 'owner/tiny', commit: '1'.repeat(40), files: first });
    const hub = { url: await server.start(), token: undefined, cache: join(home, 'cache'), offline: false };
    try {
      const never = new AbortController().signal;
      const fetchModel = hubModels(
        hub,
        lineProgress(() => undefined),
        never,
      );
      let moved = 0;
      const meanwhile = () => {
        if (moved++ === 0) server.push('2'.repeat(40), second);
      };
      const from = ['teacher.from=owner/tiny', 'student.from=owner/tiny'];
      const [whole, torn] = await both('hub', (name) => jobOf('kd', name, from), { fetchModel, meanwhile });
      expect(torn.broken).toHaveLength(3);
      expect(moved).toBe(3);
      expectSame([whole, torn]);
      expect(await readdir(join(hub.cache, 'models--owner--tiny', 'snapshots'))).toEqual(['1'.repeat(40)]);
    } finally {
      await server.stop();
    }
  });
});
