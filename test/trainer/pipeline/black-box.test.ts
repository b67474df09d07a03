import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseBackend } from '@stillhouse/trainer/backend/choose-backend.ts';
import { type LoadedData, loadData } from '@stillhouse/trainer/data/load-data.ts';
import { lineProgress } from '@stillhouse/trainer/progress/line-progress.ts';
import { resolveRecipe } from '@stillhouse/trainer/recipe/resolve.ts';
import { runPipeline } from '@stillhouse/trainer/stage/pipeline.ts';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, serve } from '../../api/serve.ts';
import { apiRecorder } from '../record/in-thread.ts';
import { pipelineJob } from './pipeline-job.ts';

const runsQuery = /* GraphQL */ `
  query ($project: String!) {
    runs(project: $project, first: 10, order: [{ by: CREATED_AT, direction: ASC }]) {
      nodes {
        name kind status
        teacher { name }
        knowledgeBase {
          id name size dimension teacher { name }
          health { teacherAccuracy }
          entries(first: 3) { nodes { label softLabels { label value } } }
        }
        evaluations { policy { search } scores { predictor name value } }
      }
    }
  }
`;

interface RunNode {
  name: string;
  kind: string;
  status: string;
  teacher: { name: string } | null;
  knowledgeBase: {
    id: string;
    name: string;
    size: number;
    dimension: number;
    teacher: { name: string };
    health: { teacherAccuracy: number };
    entries: { nodes: { label: string; softLabels: { label: string; value: number }[] }[] };
  } | null;
  evaluations: { policy: { search: string } | null; scores: { predictor: string; value: number }[] }[];
}

let served: Served;
let home: string;
let data: LoadedData;
const set = ['data.limit={train: 60, dev: 12}', 'objectives=[{name: kd}]'];

beforeAll(async () => {
  served = await serve();
  home = await mkdtemp(join(tmpdir(), 'stillhouse-black-box-'));
  await chooseBackend('cpu');
  const recipe = await resolveRecipe({ task: 'synthetic-sentiment', recipe: 'tiny', set });
  data = await loadData(recipe.data, null);
});
afterAll(async () => {
  await served?.close();
  await rm(home, { recursive: true, force: true });
});

/** The teacher knows the gold label, with the log odds 2. */
const oracle = (label: number | null) => (label === 1 ? [-1, 1] : [1, -1]);

async function train(
  project: string,
  blackBox: object,
  seeds: number[],
  more: string[] = [],
): Promise<RunNode[]> {
  const recorder = await apiRecorder(served.client, join(home, `spool-${project}`));
  const recipe = await resolveRecipe({
    task: 'synthetic-sentiment',
    recipe: 'tiny',
    set: [...set, `blackBox=${JSON.stringify(blackBox)}`, ...more],
  });
  await runPipeline(
    pipelineJob({
      recipe,
      project,
      seeds,
      checkpoints: join(home, 'checkpoints'),
    }),
    { recorder, progress: lineProgress(() => undefined), signal: new AbortController().signal },
  );
  await recorder.close();
  return (await served.client.query<{ runs: { nodes: RunNode[] } }>(runsQuery, { project })).runs.nodes;
}

async function tsvOf(
  name: string,
  examples: readonly { key: string; label: number | null }[],
): Promise<string> {
  const path = join(home, name);
  // The columns are found by name, whatever their order.
  const rows = examples.map(({ key, label }) => `${[...oracle(label)].reverse().join('\t')}\t${key}`);
  await writeFile(path, `positive\tnegative\tkey\n${rows.join('\n')}\n`);
  return path;
}

describe('a teacher of which only predictions are known', () => {
  it('teaches by its file; each student keeps a knowledge base with keys of its own', async () => {
    const dev = data.dev.flatMap(({ examples }) => examples);
    const predictions = await tsvOf('teacher.tsv', [...data.train.examples, ...dev]);
    const tensors = tf.memory().numTensors;
    const [teacher, ...students] = await train('own-keys', { predictions }, [1, 2]);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(teacher).toMatchObject({ kind: 'TEACHER', status: 'FINISHED' });
    // It was asked about the dev set, and knows it.
    expect(teacher?.evaluations[0]?.scores[0]).toMatchObject({ predictor: 'TEACHER', value: 1 });
    expect(students).toHaveLength(2);
    for (const student of students) {
      expect(student).toMatchObject({ status: 'FINISHED', teacher: { name: teacher?.name } });
      expect(student.knowledgeBase).toMatchObject({
        name: student.name,
        size: data.train.examples.length,
        dimension: 16,
        teacher: { name: teacher?.name },
        health: { teacherAccuracy: 1 },
      });
      for (const { label, softLabels } of student.knowledgeBase?.entries.nodes ?? []) {
        // softmax(1, −1) of the gold label.
        const gold = softLabels.find((each) => each.label === label);
        expect(gold?.value).toBeCloseTo(1 / (1 + Math.exp(-2)), 6);
      }
      const searches = student.evaluations.map(({ policy }) => policy?.search ?? 'none').sort();
      expect(searches).toEqual(['EXACT', 'HNSW', 'none']);
    }
    expect(students[0]?.knowledgeBase?.id).not.toBe(students[1]?.knowledgeBase?.id);
  });

  it('may be known of the training examples alone, by row, with the keys of a third encoder', async () => {
    const path = join(home, 'teacher.jsonl');
    const lines = data.train.examples.map(({ key, label }) =>
      JSON.stringify({
        row: Number(/:(\d+)/.exec(key)?.[1]),
        probabilities: label === 1 ? [0.25, 0.75] : [0.75, 0.25],
      }),
    );
    await writeFile(path, lines.join('\n'));
    const [checkpoint] = await served.db.query<{ id: string }>(
      "SELECT run.id FROM run WHERE kind = 'STUDENT' LIMIT 1",
    );
    const keys = join(home, 'checkpoints', checkpoint?.id ?? '');
    const blackBox = { predictions: path, values: 'probabilities', keys };
    const tensors = tf.memory().numTensors;
    // A student of another width: its own embeddings could not search.
    const [teacher, student] = await train('third-encoder', blackBox, [1], ['student.hidden=8']);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(teacher?.evaluations).toEqual([]);
    expect(teacher?.knowledgeBase).toMatchObject({ size: data.train.examples.length, dimension: 16 });
    expect(student?.knowledgeBase?.id).toBe(teacher?.knowledgeBase?.id);
    expect(student?.evaluations).toHaveLength(3);
    const [first] = student?.knowledgeBase?.entries.nodes ?? [];
    expect(first?.softLabels.map(({ value }) => value).sort()).toEqual([
      expect.closeTo(0.25, 6),
      expect.closeTo(0.75, 6),
    ]);
  });

  it('cannot teach what needs its embeddings, and the field is named', async () => {
    const predictions = await tsvOf('again.tsv', data.train.examples);
    await expect(
      train('refused', { predictions }, [1], ['objectives=[{name: kd}, {name: reaugkd}]']),
    ).rejects.toMatchObject({ code: 'BAD_INPUT', path: ['objectives', '1', 'relation'] });
    await expect(train('refused', { predictions }, [1], ['student.initialize=first'])).rejects.toMatchObject({
      path: ['student', 'initialize'],
    });
  });

  it('must say something of every training example', async () => {
    const predictions = await tsvOf('short.tsv', data.train.examples.slice(1));
    await expect(train('refused', { predictions }, [1])).rejects.toThrow(
      new RegExp(`short.tsv has no prediction for 1 of the ${data.train.examples.length} examples`),
    );
  });
});
