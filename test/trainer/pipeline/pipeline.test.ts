import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scoreText } from '@stillhouse/domain/score/score-text.ts';
import { chooseBackend } from '@stillhouse/trainer/backend/choose-backend.ts';
import { lineProgress } from '@stillhouse/trainer/progress/line-progress.ts';
import { resolveRecipe } from '@stillhouse/trainer/recipe/resolve.ts';
import { runPipeline } from '@stillhouse/trainer/stage/pipeline.ts';
import type { Summary } from '@stillhouse/trainer/stage/summary.ts';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, serve } from '../../api/serve.ts';
import { apiRecorder } from '../record/in-thread.ts';
import { pipelineJob } from './pipeline-job.ts';
import { sst2Folder } from './sst2-folder.ts';

const runsQuery = /* GraphQL */ `
  {
    runs(first: 10, order: [{ by: CREATED_AT, direction: ASC }]) {
      nodes {
        name kind status seed parameters
        knowledgeBase { size sealedAt health { labelPurity teacherAccuracy } }
        teacher { name }
        metrics { key count }
        artifacts { name kind }
        evaluations { id policy { k search efSearch } policyChosenOn recallAtK finishedAt scores { predictor name value } }
      }
    }
  }
`;

const predictionQuery = /* GraphQL */ `
  query ($id: ID!) {
    evaluation(id: $id) {
      prediction(index: 3) {
        key text gold
        student { label value }
        neighbors(first: 4) { rank similarity weight entry { index text label } }
      }
    }
  }
`;

interface RunNode {
  name: string;
  kind: string;
  status: string;
  seed: number;
  parameters: string;
  knowledgeBase: { size: number; sealedAt: string | null; health: Record<string, number> };
  teacher: { name: string } | null;
  metrics: { key: string; count: number }[];
  artifacts: { name: string; kind: string }[];
  evaluations: {
    id: string;
    policy: { k: number; search: string; efSearch: number | null } | null;
    policyChosenOn: string | null;
    recallAtK: number | null;
    finishedAt: string | null;
    scores: { predictor: string; name: string; value: number }[];
  }[];
}

interface PredictionNode {
  key: string;
  text: string[];
  gold: string;
  student: { label: string; value: number }[];
  neighbors: {
    rank: number;
    similarity: number;
    weight: number;
    entry: { index: number; text: string[]; label: string };
  }[];
}

describe('the pipeline, from 32 rows of TSV to an answer of the API', () => {
  let served: Served;
  let home: string;
  let data: string;
  let summary: Summary;
  let runs: RunNode[];
  const lines: string[] = [];
  let tensors: [before: number, after: number];
  beforeAll(async () => {
    [served, home, data] = [
      await serve(),
      await mkdtemp(join(tmpdir(), 'stillhouse-home-')),
      await sst2Folder(),
    ];
    await chooseBackend('cpu');
    const recorder = await apiRecorder(served.client, join(home, 'spool'));
    const before = tf.memory().numTensors;
    summary = await runPipeline(
      pipelineJob({
        recipe: await resolveRecipe({
          task: 'sst2',
          recipe: 'tiny',
          set: ['data.limit={train: null, dev: null}'],
        }),
        dataFolder: data,
        tags: ['pipeline'],
        seeds: [1, 2],
        teacherSeed: 7,
        checkpoints: join(home, 'checkpoints'),
      }),
      { recorder, progress: lineProgress((line) => lines.push(line)), signal: new AbortController().signal },
    );
    tensors = [before, tf.memory().numTensors];
    await recorder.close();
    runs = (await served.client.query<{ runs: { nodes: RunNode[] } }>(runsQuery)).runs.nodes;
  });
  afterAll(async () => {
    await served.close();
    for (const folder of [home, data]) await rm(folder, { recursive: true, force: true });
  });

  it('records one teacher, and a student of it for each objective and seed', () => {
    expect(runs.map(({ name, kind, status, teacher }) => [name, kind, status, teacher?.name])).toEqual([
      ['sst2/teacher/seed-7', 'TEACHER', 'FINISHED', undefined],
      ...['kd', 'reaugkd'].flatMap((objective) =>
        [1, 2].map((seed) => [
          `sst2/${objective}/seed-${seed}`,
          'STUDENT',
          'FINISHED',
          'sst2/teacher/seed-7',
        ]),
      ),
    ]);
  });

  it('prints the scores of the teacher when it ends, as those of each student', () => {
    const [scored] = summary.teacher.scores;
    const [teacher, student] = ['teacher/seed-7', 'kd/seed-1'].map((name) =>
      lines.findLast((line) => line.startsWith(`sst2/${name} `)),
    );
    expect(teacher).toMatch(/^sst2\/teacher\/seed-7 +accuracy [\d.]+$/);
    expect(teacher).toContain(` ${scoreText(scored?.value ?? Number.NaN)}`);
    expect(student).toMatch(/accuracy [\d.]+ → [\d.]+ with retrieval$/);
  });

  it('seals a knowledge base of the training examples that are not held out', () => {
    for (const { knowledgeBase } of runs) {
      expect(knowledgeBase.size).toBe(24);
      expect(knowledgeBase.sealedAt).not.toBeNull();
      expect(knowledgeBase.health.labelPurity).toBeGreaterThan(0);
    }
  });

  it('records every step, of the head too', () => {
    const counts = Object.fromEntries(runs[0]?.metrics.map(({ key, count }) => [key, count]) ?? []);
    expect(counts).toMatchObject({ loss: 2, learningRate: 2, 'head/loss': 1 });
    expect(runs[4]?.metrics.map(({ key }) => key)).toContain('relation');
  });

  it('scores each student alone, with exact search and with HNSW, and says how the policy was chosen', () => {
    for (const { evaluations } of runs.slice(1)) {
      const searches = evaluations.map(({ policy }) => policy?.search ?? 'none').sort();
      expect(searches).toEqual(['EXACT', 'HNSW', 'none']);
      expect(evaluations.every(({ finishedAt }) => finishedAt !== null)).toBe(true);
      const exact = evaluations.find(({ policy }) => policy?.search === 'EXACT');
      expect(exact?.policyChosenOn).toMatch(/accuracy .*on train\[24:32\], 8 training examples/);
      expect(exact?.recallAtK).toBe(1);
      expect(exact?.scores.map(({ predictor }) => predictor).sort()).toEqual([
        'FUSED',
        'RETRIEVED',
        'STUDENT',
        'TEACHER',
      ]);
    }
    expect(summary.students).toHaveLength(4);
  });

  it('answers which entries are the nearest of a prediction: the true ones, by brute force', async () => {
    const exact = runs[3]?.evaluations.find(({ policy }) => policy?.search === 'EXACT');
    const { evaluation } = await served.client.query<{ evaluation: { prediction: PredictionNode } }>(
      predictionQuery,
      {
        id: exact?.id,
      },
    );
    const { key, text, gold, neighbors } = evaluation.prediction;
    expect([key, text, gold]).toEqual(['dev.tsv:5', ['truly sharp , kind and wise'], 'positive']);

    const vector = (value: string) => JSON.parse(value) as number[];
    const [stored] = await served.db.query<{ x: string; memory: string }>(
      `SELECT prediction.embedding::text AS x, knowledge_base_id AS memory FROM prediction
       JOIN evaluation ON evaluation.id = evaluation_id WHERE search = 'EXACT' AND index = 3 AND run_id =
         (SELECT id FROM run WHERE name = 'sst2/reaugkd/seed-1')`,
    );
    const entries = await served.db.query<{ index: number; z: string }>(
      'SELECT index, embedding::text AS z FROM knowledge_entry WHERE knowledge_base_id = $1',
      [stored?.memory],
    );
    const x = vector(stored?.x ?? '[]');
    const nearest = entries
      .map(({ index, z }) => ({
        index,
        similarity: vector(z).reduce((sum, value, d) => sum + value * (x[d] ?? 0), 0),
      }))
      .sort((a, b) => b.similarity - a.similarity || a.index - b.index)
      .slice(0, 4);
    expect(entries).toHaveLength(24);
    expect(neighbors.map(({ entry }) => entry.index)).toEqual(nearest.map(({ index }) => index));
    neighbors.forEach(({ rank, similarity, entry }, i) => {
      expect(rank).toBe(i + 1);
      expect(similarity).toBeCloseTo(nearest[i]?.similarity ?? Number.NaN, 5);
      expect(['negative', 'positive']).toContain(entry.label);
      expect(entry.text).toHaveLength(1);
    });
  });

  it('keeps checkpoints with their tokenizer and recipe, as files and as artifacts', async () => {
    expect(runs[0]?.artifacts.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['config.json', 'head.safetensors', 'model.safetensors', 'tokenizer.json']),
    );
    const [row] = await served.db.query<{ id: string; sha256: string }>(
      `SELECT run_id AS id, sha256 FROM artifact JOIN run ON run.id = run_id WHERE run.kind = 'STUDENT' AND artifact.name = 'model.safetensors'`,
    );
    const file = await readFile(join(home, 'checkpoints', row?.id ?? '', 'model.safetensors'));
    const stored = await readFile(
      join(served.home, 'artifacts', row?.sha256.slice(0, 2) ?? '', row?.sha256 ?? ''),
    );
    expect(stored.equals(file)).toBe(true);
    expect(file.toString('latin1')).toContain('labelTemperature');
  });

  it('leaves no tensor behind', () => {
    expect(tensors[1]).toBe(tensors[0]);
  });
});
