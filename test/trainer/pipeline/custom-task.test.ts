import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseBackend } from '@stillhouse/trainer/backend/choose-backend.ts';
import { lineProgress } from '@stillhouse/trainer/progress/line-progress.ts';
import { resolveRecipe } from '@stillhouse/trainer/recipe/resolve.ts';
import { createApiReader } from '@stillhouse/trainer/record/api-reader.ts';
import { createPostgresReader } from '@stillhouse/trainer/record/postgres-reader.ts';
import { readEvaluation } from '@stillhouse/trainer/stage/evaluation/read-evaluation.ts';
import { runPipeline } from '@stillhouse/trainer/stage/pipeline.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, serve } from '../../api/serve.ts';
import { apiRecorder } from '../record/in-thread.ts';
import { pipelineJob } from './pipeline-job.ts';
import { sst2Folder } from './sst2-folder.ts';

const taskFile = `
id: ratings
title: Film ratings
kind: regression
range: [0, 1]
scores: [pearson, spearman]
columns: { texts: [sentence], label: label }
format: tsv
files: { train: train.tsv, dev: dev.tsv }
`;

const query = /* GraphQL */ `
  {
    tasks { id title benchmark kind range }
    leaderboard(benchmark: "custom", split: DEV) {
      tasks { id title scores }
      rows { kind cells { task score gain n complete } }
    }
    runs(first: 1, filter: { objective: { eq: "reaugkd" } }) {
      nodes {
        task { id title range }
        knowledgeBase { classes task { title } health { labelPurity meanEntropy neighborScoreGap teacherPearson teacherError } }
        evaluations {
          policy { search beta }
          outcomes { helped }
          gain { score test }
          prediction(index: 0) {
            gold goldScore outcome
            student { label value } retrieved { value } fused { value } teacher { value }
            neighbors { weight entry { goldScore softLabels { value } } }
          }
        }
      }
    }
  }
`;

interface One {
  value: number;
}
interface Answer {
  tasks: { id: string; title: string; benchmark: string; range: number[] | null }[];
  leaderboard: {
    tasks: { id: string; title: string; scores: string[] }[];
    rows: { kind: string; cells: { task: string; score: string; n: number; complete: boolean }[] }[];
  };
  runs: {
    nodes: {
      task: { id: string; title: string; range: number[] };
      knowledgeBase: { classes: number; task: { title: string }; health: Record<string, number | null> };
      evaluations: {
        policy: { search: string; beta: number } | null;
        outcomes: unknown;
        gain: { score: string; test: string } | null;
        prediction: {
          gold: string;
          goldScore: number;
          outcome: string | null;
          student: (One & { label: string })[];
          retrieved: One[];
          fused: One[];
          teacher: One[];
          neighbors: { weight: number; entry: { goldScore: number; softLabels: One[] } }[];
        };
      }[];
    }[];
  };
}

describe('a regression of one’s own, from a task file to an answer of the API', () => {
  let served: Served;
  let home: string;
  let data: string;
  let answer: Answer;
  beforeAll(async () => {
    [served, home, data] = [
      await serve(),
      await mkdtemp(join(tmpdir(), 'stillhouse-home-')),
      await sst2Folder(),
    ];
    await writeFile(join(data, 'ratings.yaml'), taskFile);
    await chooseBackend('cpu');
    const recorder = await apiRecorder(served.client, join(home, 'spool'));
    const recipe = await resolveRecipe({
      task: join(data, 'ratings.yaml'),
      recipe: 'tiny',
      set: ['data.limit={train: null, dev: null}', 'retrieval.beta=[0.5]'],
    });
    await runPipeline(
      pipelineJob({
        recipe,
        dataFolder: data,
        checkpoints: join(home, 'checkpoints'),
      }),
      { recorder, progress: lineProgress(() => undefined), signal: new AbortController().signal },
    );
    await recorder.close();
    answer = await served.client.query<Answer>(query);
  });
  afterAll(async () => {
    await served.close();
    for (const folder of [home, data]) await rm(folder, { recursive: true, force: true });
  });

  it('is known by what its recipe says of it, wherever it is named', () => {
    expect(answer.tasks.at(-1)).toEqual({
      id: 'ratings',
      title: 'Film ratings',
      benchmark: 'custom',
      kind: 'regression',
      range: [0, 1],
    });
    expect(answer.runs.nodes[0]).toMatchObject({
      task: { id: 'ratings', title: 'Film ratings', range: [0, 1] },
      knowledgeBase: { classes: 1, task: { title: 'Film ratings' } },
    });
  });

  it('is on a leaderboard of its own, by the mean of its scores', () => {
    expect(answer.leaderboard.tasks).toEqual([
      { id: 'ratings', title: 'Film ratings', scores: ['pearson', 'spearman'] },
    ]);
    const cells = answer.leaderboard.rows.map(({ kind, cells }) => [kind, cells]);
    expect(cells).toHaveLength(3);
    for (const [, [cell]] of cells as [string, unknown[]][])
      expect(cell).toMatchObject({
        task: 'ratings',
        score: 'mean of pearson and spearman',
        n: 1,
        complete: true,
      });
  });

  it('answers scores in place of distributions: the fused one is the weighted mean of student and neighbors', () => {
    const evaluation = answer.runs.nodes[0]?.evaluations.find(({ policy }) => policy?.search === 'EXACT');
    expect(evaluation).toMatchObject({
      outcomes: null,
      gain: { score: 'mean of pearson and spearman', test: 'paired-bootstrap' },
    });
    const { prediction } = evaluation!;
    expect(prediction).toMatchObject({ gold: '1', goldScore: 1, outcome: null });
    expect(prediction.student).toHaveLength(1);
    expect(prediction.student[0]?.label).toBe('score');
    const retrieved = prediction.neighbors.reduce(
      (sum, { weight, entry }) => sum + weight * (entry.softLabels[0]?.value ?? Number.NaN),
      0,
    );
    expect(prediction.retrieved[0]?.value).toBeCloseTo(retrieved, 5);
    expect(prediction.fused[0]?.value).toBeCloseTo(
      0.5 * (prediction.student[0]?.value ?? 0) + 0.5 * retrieved,
      5,
    );
    expect(prediction.neighbors.every(({ entry }) => [0, 1].includes(entry.goldScore))).toBe(true);
    expect(prediction.teacher).toHaveLength(1);
  });

  it('has the health of a regression', () => {
    const { health } = answer.runs.nodes[0]!.knowledgeBase;
    expect(health).toMatchObject({ labelPurity: null, meanEntropy: null });
    for (const figure of ['neighborScoreGap', 'teacherPearson', 'teacherError'])
      expect(health[figure], figure).toEqual(expect.any(Number));
  });

  it('is read back with its definition, so that smaller knowledge bases can be made and scored', async () => {
    const [base] = await served.db.query<{ id: string }>('SELECT id FROM knowledge_base');
    for (const reader of [createApiReader(served.client), createPostgresReader(served.db)]) {
      const [header] = await reader.evaluationsOf(base?.id ?? '');
      expect(header?.task).toMatchObject({ title: 'Film ratings', kind: 'regression', range: [0, 1] });
      const read = await readEvaluation(reader, header!);
      expect(read?.set.task.scores).toEqual(['pearson', 'spearman']);
      expect(read?.student).toHaveLength(read?.set.examples.length ?? -1);
    }
  });

  it('leaves a checkpoint that transformers takes for a regression', async () => {
    const [row] = await served.db.query<{ id: string }>("SELECT id FROM run WHERE kind = 'STUDENT' LIMIT 1");
    const config = JSON.parse(
      await readFile(join(home, 'checkpoints', row?.id ?? '', 'config.json'), 'utf8'),
    );
    expect(config).toMatchObject({ problem_type: 'regression' });
    expect(Object.keys(config.id2label)).toHaveLength(1);
  });
});
