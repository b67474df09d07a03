import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tasks } from '@stillhouse/domain/task/task.ts';
import { chooseBackend } from '@stillhouse/trainer/backend/choose-backend.ts';
import { lineProgress } from '@stillhouse/trainer/progress/line-progress.ts';
import { resolveRecipe } from '@stillhouse/trainer/recipe/resolve.ts';
import { bareId } from '@stillhouse/trainer/record/bare-id.ts';
import { runPipeline } from '@stillhouse/trainer/stage/pipeline.ts';
import { readRunFolder } from '@stillhouse/trainer/stage/run/read-run.ts';
import { makeSubmission } from '@stillhouse/trainer/stage/submission/make-submission.ts';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, serve } from '../../api/serve.ts';
import { apiRecorder } from '../record/in-thread.ts';
import { writeGlueFolder } from './glue-folder.ts';
import { pipelineJob } from './pipeline-job.ts';

const trained = tasks.filter(({ benchmark, predictedBy }) => benchmark === 'glue' && !predictedBy);
const testRows = 9;

const query = /* GraphQL */ `
  {
    dev: leaderboard(benchmark: "glue", split: DEV, filter: { kind: STUDENT }) { ...Rows }
    test: leaderboard(benchmark: "glue", split: TEST, filter: { kind: STUDENT }) { ...Rows }
    runs(first: 9, filter: { kind: { eq: STUDENT } }) { nodes { id task { id } } }
  }
  fragment Rows on Leaderboard {
    columns { key content averaged }
    rows { rank average cells { task column score mean complete parts { dataset score mean } } }
  }
`;

interface Cell {
  task: string;
  score: string;
  column: string;
  mean: number;
  complete: boolean;
  parts: { dataset: string; score: string; mean: number }[];
}
interface Board {
  columns: { key: string; content: string; averaged: boolean }[];
  rows: { rank: number | null; average: number | null; cells: Cell[] }[];
}
interface Answer {
  dev: Board;
  test: Board;
  runs: { nodes: { id: string; task: { id: string } }[] };
}

const words = {
  ids: /^[01]$/,
  twoWay: /^(entailment|not_entailment)$/,
  inference: /^(entailment|neutral|contradiction)$/,
  score: /^[0-5]\.\d{3}$/,
};
const asTheServerWants: [string, RegExp][] = [
  ['CoLA.tsv', words.ids],
  ['SST-2.tsv', words.ids],
  ['MRPC.tsv', words.ids],
  ['STS-B.tsv', words.score],
  ['MNLI-m.tsv', words.inference],
  ['MNLI-mm.tsv', words.inference],
  ['QNLI.tsv', words.twoWay],
  ['QQP.tsv', words.ids],
  ['RTE.tsv', words.twoWay],
  ['WNLI.tsv', words.ids],
  ['AX.tsv', words.inference],
];

describe('all nine tasks and AX, from the files of GLUE to the leaderboard and a submission', () => {
  let home: string;
  let served: Served;
  let answer: Answer;
  let files: Record<string, Uint8Array>;
  /** Model cards of the students, by task. */
  const cards = new Map<string, string>();
  beforeAll(async () => {
    [home, served] = [await mkdtemp(join(tmpdir(), 'stillhouse-glue-')), await serve()];
    const [data, checkpoints] = [join(home, 'glue'), join(home, 'checkpoints')];
    await writeGlueFolder(data, { train: 24, dev: 12, test: () => testRows });
    await chooseBackend('cpu');
    const recorder = await apiRecorder(served.client, join(home, 'spool'));
    const progress = lineProgress(() => undefined);
    const { signal } = new AbortController();
    for (const { id } of trained) {
      const recipe = await resolveRecipe({ task: id, recipe: 'tiny', objectives: ['kd'] });
      await runPipeline(pipelineJob({ recipe, dataFolder: data, checkpoints }), {
        recorder,
        progress,
        signal,
      });
    }
    await recorder.close();
    answer = await served.client.query<Answer>(query);
    const folders = answer.runs.nodes.map(({ id }) => join(checkpoints, bareId(id)));
    const runs = await Promise.all(folders.map(readRunFolder));
    for (const run of runs) cards.set(run.task.id, await readFile(join(run.folder, 'README.md'), 'utf8'));
    files = unzipSync(await makeSubmission({ runs, dataFolder: data, partial: true, signal, progress }));
  }, 300_000);
  afterAll(async () => {
    await served.close();
    await rm(home, { recursive: true, force: true });
  });

  it('stand on one row, each by the score that ranks it', () => {
    const [row, ...others] = answer.dev.rows;
    expect(others).toEqual([]);
    expect(row?.cells.map(({ task, score, complete }) => [task, score, complete])).toEqual([
      ['cola', 'matthews', true],
      ['sst2', 'accuracy', true],
      ['mrpc', 'mean of f1 and accuracy', true],
      ['qqp', 'mean of f1 and accuracy', true],
      ['stsb', 'mean of pearson and spearman', true],
      ['mnli', 'accuracy', true],
      ['mnli', 'accuracy', true],
      ['qnli', 'accuracy', true],
      ['rte', 'accuracy', true],
      ['wnli', 'accuracy', true],
    ]);
  });

  it('have every score of every dataset, MNLI both of its dev sets', () => {
    const cells = answer.dev.rows[0]?.cells ?? [];
    const parts = (task: string) =>
      cells
        .filter((cell) => cell.task === task)
        .flatMap((cell) => cell.parts.map(({ dataset, score }) => `${dataset} ${score}`))
        .sort();
    expect(parts('mnli')).toEqual(['dev_matched accuracy', 'dev_mismatched accuracy']);
    expect(parts('mrpc')).toEqual(['dev accuracy', 'dev f1']);
    expect(parts('qqp')).toEqual(['dev accuracy', 'dev f1']);
    expect(parts('stsb')).toEqual(['dev pearson', 'dev spearman']);
    expect(parts('cola')).toEqual(['dev matthews']);
  });

  it('rank by the plain mean of two scores; a few rows under the names of the tasks join no GLUE average', () => {
    const [row] = answer.dev.rows;
    const plain = (values: readonly number[]) =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    for (const { mean, parts } of row?.cells ?? [])
      expect(mean).toBeCloseTo(plain(parts.map((part) => part.mean)), 12);
    const columns = new Map(answer.dev.columns.map((column) => [column.key, column]));
    expect(row?.cells.map(({ column }) => columns.get(column)?.content)).toEqual(new Array(10).fill('OTHER'));
    expect(answer.dev.columns.every(({ averaged }) => !averaged)).toBe(true);
    expect(row).toMatchObject({ rank: null, average: null });
    expect(answer.test.rows).toMatchObject([{ average: null, cells: [{ task: 'ax', score: 'matthews' }] }]);
  });

  it('are told by the model cards with every score of every dataset', () => {
    const told = (task: string) =>
      [...(cards.get(task) ?? '').matchAll(/^\| (\w+) \| (\w+) × 100 \| \S+ \| \S+ \|$/gm)].map(
        ([, dataset, score]) => `${dataset} ${score}`,
      );
    expect(told('mrpc')).toEqual(['dev f1', 'dev accuracy']);
    expect(told('stsb')).toEqual(['dev pearson', 'dev spearman']);
    expect(told('mnli')).toEqual(['dev_matched accuracy', 'dev_mismatched accuracy', 'diagnostic matthews']);
  });

  it('make the eleven files of a submission, with the header, the index and the words that the server wants', () => {
    expect(Object.keys(files).sort()).toEqual(asTheServerWants.map(([name]) => name).sort());
    for (const [name, prediction] of asTheServerWants) {
      const [header, ...lines] = strFromU8(files[name]!).split('\n');
      expect(header).toBe('index\tprediction');
      expect(lines.pop()).toBe('');
      expect(lines.map((line) => line.split('\t')[0])).toEqual(
        Array.from({ length: testRows }, (_, i) => `${i}`),
      );
      for (const line of lines)
        expect(line.split('\t').slice(1), name).toEqual([expect.stringMatching(prediction)]);
    }
  });
});
