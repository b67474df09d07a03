import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseBackend } from '@stillhouse/trainer/backend/choose-backend.ts';
import { lineProgress } from '@stillhouse/trainer/progress/line-progress.ts';
import { resolveRecipe } from '@stillhouse/trainer/recipe/resolve.ts';
import { runPipeline } from '@stillhouse/trainer/stage/pipeline.ts';
import { readPolicy } from '@stillhouse/trainer/stage/retrieval/stored-retrieval.ts';
import { readRunFolder } from '@stillhouse/trainer/stage/run/read-run.ts';
import { RunLedger } from '@stillhouse/trainer/stage/run/run-ledger.ts';
import { makeSubmission } from '@stillhouse/trainer/stage/submission/make-submission.ts';
import { predictorOf } from '@stillhouse/trainer/stage/submission/predict-run.ts';
import * as tf from '@tensorflow/tfjs';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectingRecorder } from './collecting-recorder.ts';
import { pipelineJob } from './pipeline-job.ts';
import { sst2Folder } from './sst2-folder.ts';

describe('predictions on a test set, from the checkpoint of a run', () => {
  let home: string;
  let data: string;
  let student: string;
  const { recorder, evaluations } = collectingRecorder();
  beforeAll(async () => {
    [home, data] = [await mkdtemp(join(tmpdir(), 'stillhouse-submit-')), await sst2Folder()];
    // The dev set again, without its labels: what is predicted must be what was evaluated.
    const dev = (await readFile(join(data, 'dev.tsv'), 'utf8')).trim().split('\n').slice(1);
    const rows = dev.map((line, i) => `${i}\t${line.split('\t')[0]}`);
    await writeFile(join(data, 'test.tsv'), `index\tsentence\n${rows.join('\n')}\n`);
    await chooseBackend('cpu');
    student = await trained([
      'retrieval.beta=[0.25]',
      'student.training.epochs=30',
      'student.training.learningRate=0.003',
    ]);
  });
  const trained = async (set: string[]): Promise<string> => {
    const checkpoints = join(home, 'checkpoints');
    await runPipeline(
      pipelineJob({
        recipe: await resolveRecipe({
          task: 'sst2',
          recipe: 'tiny',
          objectives: ['kd'],
          set: ['data.limit={train: null, dev: null}', ...set],
        }),
        dataFolder: data,
        checkpoints,
      }),
      {
        recorder,
        progress: lineProgress(() => undefined),
        signal: new AbortController().signal,
        ledger: await RunLedger.create({ path: null, checkpoints, every: 500 }, null),
      },
    );
    return evaluations().at(-1)?.create.run ?? '';
  };
  afterAll(async () => {
    for (const folder of [home, data]) await rm(folder, { recursive: true, force: true });
  });

  const request = async (partial: boolean, run = student, said: string[] = []) => ({
    runs: [await readRunFolder(join(home, 'checkpoints', run))],
    dataFolder: data,
    partial,
    signal: new AbortController().signal,
    progress: { ...lineProgress(() => undefined), say: (line: string) => void said.push(line) },
  });

  /** What the evaluation with exact retrieval said of the dev set, as a file of the zip. */
  const evaluatedText = (run: string) => {
    const evaluated = evaluations().find(
      ({ create }) => create.run === run && create.policy?.search === 'EXACT',
    );
    const fused = [...(evaluated?.batches[0]?.fused ?? [])];
    expect(fused).toHaveLength(16);
    const classes = Array.from({ length: 8 }, (_, i) =>
      Number((fused[2 * i + 1] ?? 0) > (fused[2 * i] ?? 0)),
    );
    return `index\tprediction\n${classes.map((label, i) => `${i}\t${label}`).join('\n')}\n`;
  };

  it('are those of its evaluation with retrieval, zipped with index and class id', async () => {
    const before = tf.memory().numTensors;
    const said: string[] = [];
    const files = unzipSync(await makeSubmission(await request(true, student, said)));
    expect(tf.memory().numTensors).toBe(before);
    expect(Object.keys(files)).toEqual(['SST-2.tsv']);
    expect(strFromU8(files['SST-2.tsv']!)).toBe(evaluatedText(student));
    expect(said).toEqual([
      expect.stringMatching(/^SST-2\.tsv: 8 rows, predicted with retrieval \(K = \d+, τ = .*, β = 0\.25\)$/),
    ]);
  });

  it('are those of its evaluation where a third encoder, a run of this machine, has the keys', async () => {
    // Neighbors alone decide, and their keys are wider than the student.
    const rows = (await readFile(join(data, 'train.tsv'), 'utf8')).trim().split('\n').slice(1);
    const predictions = join(home, 'teacher.jsonl');
    const line = (text: string, i: number) =>
      JSON.stringify({ row: i + 2, logits: text.endsWith('\t1') ? [-1, 1] : [1, -1] });
    await writeFile(predictions, rows.map(line).join('\n'));
    const blackBox = JSON.stringify({ predictions, keys: student });
    const asked = await trained([`blackBox=${blackBox}`, 'student.hidden=8', 'retrieval.beta=[0]']);
    // The keys' encoder is kept with them: what it was read from may go.
    const source = join(home, 'checkpoints', student);
    await rename(source, `${source}-moved`);
    try {
      const tensors = tf.memory().numTensors;
      const said: string[] = [];
      const files = unzipSync(await makeSubmission(await request(true, asked, said)));
      expect(tf.memory().numTensors).toBe(tensors);
      expect(strFromU8(files['SST-2.tsv']!)).toBe(evaluatedText(asked));
      expect(said[0]).toMatch(/predicted with retrieval \(K = \d+, τ = .*, β = 0\)$/);
    } finally {
      await rename(`${source}-moved`, source);
    }
  });

  it('say where the chosen policy gives neighbors no weight, and are refused of a student without a policy', async () => {
    const folder = join(home, 'checkpoints', student, 'retrieval');
    const policy = await readFile(join(folder, 'policy.json'), 'utf8');
    const said: string[] = [];
    try {
      await writeFile(join(folder, 'policy.json'), policy.replace(/"beta": 0.25/, '"beta": 1'));
      await makeSubmission(await request(true, student, said));
      expect(said[0]).toMatch(/without retrieval: the policy that was chosen gives neighbors no weight/);
      await rm(join(folder, 'policy.json'));
      await expect(makeSubmission(await request(true))).rejects.toMatchObject({
        code: 'NOT_FOUND',
        message: expect.stringMatching(/keeps no retrieval policy/),
      });
    } finally {
      await writeFile(join(folder, 'policy.json'), policy);
    }
  });

  it('give the same bytes again', async () => {
    expect(await makeSubmission(await request(true))).toEqual(await makeSubmission(await request(true)));
  });

  it('are refused where a task is missing or a test set has another length, unless a partial zip is asked for', async () => {
    await expect(makeSubmission(await request(false))).rejects.toThrow(
      /No run is given for CoLA\.tsv, MRPC\.tsv/,
    );
    const { runs, ...rest } = await request(false);
    const everything = ['cola', 'mrpc', 'stsb', 'mnli', 'qnli', 'qqp', 'rte', 'wnli'].map((id) => ({
      ...runs[0]!,
      task: { ...runs[0]!.task, id },
    }));
    await expect(makeSubmission({ ...rest, runs: [...runs, ...everything] })).rejects.toThrow(
      /SST-2\.tsv has 1821 rows; the one in .* has 8/,
    );
    await expect(makeSubmission({ ...rest, partial: true, runs: [...runs, ...runs] })).rejects.toThrow(
      'Two runs are of SST-2',
    );
  });

  it('need the folder of the run, and of its teacher where it retrieves', async () => {
    await expect(readRunFolder(join(home, 'checkpoints', 'nobody'))).rejects.toThrow(
      /There is no checkpoint/,
    );
    const run = await readRunFolder(join(home, 'checkpoints', student));
    const { teacher } = (await readPolicy(run.folder)) ?? expect.fail('It has no policy.');
    await rm(join(home, 'checkpoints', teacher, 'knowledge-base'), { recursive: true });
    await expect(predictorOf(run)).rejects.toThrow(/There is no knowledge base/);
  });
});
