import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { chooseBackend } from '@stillhouse/trainer/backend/choose-backend.ts';
import { hubModels } from '@stillhouse/trainer/command/hub-models.ts';
import { loadData } from '@stillhouse/trainer/data/load-data.ts';
import type { KnowledgeBase } from '@stillhouse/trainer/knowledge/knowledge-base.ts';
import { lineProgress } from '@stillhouse/trainer/progress/line-progress.ts';
import { resolveRecipe } from '@stillhouse/trainer/recipe/resolve.ts';
import type { Recorder } from '@stillhouse/trainer/record/recorder.ts';
import { runPipeline } from '@stillhouse/trainer/stage/pipeline.ts';
import { RunLedger } from '@stillhouse/trainer/stage/run/run-ledger.ts';
import type { FetchModel } from '@stillhouse/trainer/stage/starting-points.ts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openTestDatabase } from '../../prisma/open-test-database.ts';
import { HubServer } from '../hub/hub-server.ts';
import { DyingRecorders } from '../record/dying-recorder.ts';
import { databaseRecorder } from '../record/in-thread.ts';
import { pipelineJob } from './pipeline-job.ts';

/** As of a large knowledge base, no two graphs are the same: each finds the wrong nearest entry for a query of its own. */
vi.mock('@stillhouse/trainer/knowledge/search/hnsw.ts', async (original) => {
  const real = await original<typeof import('@stillhouse/trainer/knowledge/search/hnsw.ts')>();
  let built = 0;
  return {
    ...real,
    hnswOf(knowledgeBase: KnowledgeBase, graphs: number) {
      const index = real.hnswOf(knowledgeBase, graphs);
      const wrong = built++;
      return {
        graphs,
        withEfSearch: (efSearch: number) => ({
          search(queries: Float32Array, k: number) {
            const found = index.withEfSearch(efSearch).search(queries, k);
            const at = (wrong % found.count) * found.k;
            found.indices[at] = (found.indices[at]! + 1) % knowledgeBase.size;
            return found;
          },
        }),
      };
    },
  };
});

let home: string;
let database: Database;
/** Folder of a checkpoint of one layer, 8 wide. */
let checkpoint: string;
let predictions: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'stillhouse-torn-recording-'));
  database = await openTestDatabase();
  await chooseBackend('wasm');
  const made = await jobOf('keys', ['objectives=[{name: fine-tune}]', 'student.hidden=8']);
  const summary = await train(made, { tearing: false });
  expect(summary.killed).toBe(0);
  const students = await database.query<{ id: string }>(
    "SELECT run.id FROM run JOIN project ON project.id = project_id WHERE project.name = 'keys' AND kind = 'STUDENT'",
  );
  checkpoint = join(made.checkpoints, students[0]?.id ?? '');

  const { train: examples, dev } = await loadData(made.recipe.data, null);
  const rows = [examples, ...dev]
    .flatMap((one) => one.examples)
    .map(({ key, label }) => `${key}\t${label === 1 ? '-1\t1' : '1\t-1'}`);
  predictions = join(home, 'predictions.tsv');
  await writeFile(predictions, `key\tnegative\tpositive\n${rows.join('\n')}\n`);
});
afterAll(async () => {
  await database?.close();
  await rm(home, { recursive: true, force: true });
});

/** @param name of the project, and of the folder */
async function jobOf(name: string, more: string[]) {
  const set = ['data.limit={train: 60, dev: 12}', 'objectives=[{name: kd}]', ...more];
  const recipe = await resolveRecipe({ task: 'synthetic-sentiment', recipe: 'tiny', set });
  return pipelineJob({ recipe, project: name, checkpoints: join(home, name, 'checkpoints') });
}

/**
 * Trains a job to its end. Where it is torn, the process dies at each call by which it records: it goes on from the ledger's file, and a
 * graph that is built is another.
 */
async function train(
  job: Awaited<ReturnType<typeof jobOf>>,
  { tearing, fetchModel }: { tearing: boolean; fetchModel?: FetchModel },
): Promise<{ killed: number }> {
  const path = join(home, job.project, `${randomUUID()}.json`);
  const keeping = { path, checkpoints: job.checkpoints, every: 2 };
  const work = async (recorder: Recorder) => {
    const ledger = existsSync(path) ? await RunLedger.open(keeping) : await RunLedger.create(keeping, null);
    try {
      const signal = new AbortController().signal;
      const progress = lineProgress(() => undefined);
      await runPipeline(job, { recorder, progress, signal, ledger, ...(fetchModel && { fetchModel }) });
    } finally {
      await ledger.close();
    }
  };
  const recorder = databaseRecorder(database, home);
  const dying = new DyingRecorders(recorder);
  await (tearing ? dying.survive(work) : work(recorder));
  return dying;
}

/** What is recorded of a project: everything that was begun, and of it what is whole. */
async function recorded(project: string) {
  const of = `run.id IN (SELECT run.id FROM run JOIN project ON project.id = project_id WHERE project.name = '${project}')`;
  const runs = await database.query(
    `SELECT kind, status FROM run WHERE ${of} ORDER BY kind DESC, created_at`,
  );
  const evaluations = await database.query<{ finished: boolean }>(
    `SELECT kind, search, evaluation.finished_at IS NOT NULL AS finished,
       (SELECT count(*) FROM prediction WHERE evaluation_id = evaluation.id) AS predictions,
       (SELECT string_agg(predictor || ' ' || score.value, ', ' ORDER BY predictor, score.name) FROM score WHERE evaluation_id = evaluation.id) AS scores
     FROM evaluation JOIN run ON run.id = run_id WHERE ${of} ORDER BY kind DESC, search, evaluation.created_at`,
  );
  const memories = await database.query(
    `SELECT sealed_at IS NOT NULL AS sealed, size,
       (SELECT count(*) FROM knowledge_entry WHERE knowledge_base_id = knowledge_base.id) AS entries
     FROM knowledge_base JOIN run ON run.id = knowledge_base.teacher_id WHERE ${of}`,
  );
  return { runs, evaluations, memories };
}

async function expectTheSame(name: string, more: string[], fetchModel?: FetchModel): Promise<void> {
  const fetching = fetchModel && { fetchModel };
  const whole = await jobOf(`${name}-whole`, more);
  await train(whole, { tearing: false, ...fetching });
  const job = await jobOf(`${name}-torn`, more);
  const { killed } = await train(job, { tearing: true, ...fetching });
  const [expected, found] = [await recorded(whole.project), await recorded(job.project)];
  expect(found.evaluations.every(({ finished }) => finished)).toBe(true);
  // What the graphs found differs from one training to the other.
  const exact = ({ evaluations, ...rest }: typeof found) => ({
    ...rest,
    evaluations: evaluations.map((each) => ('search' in each && each.search === 'HNSW' ? null : each)),
  });
  expect(exact(found)).toEqual(exact(expected));
  const [evaluations, memories] = [found.evaluations.length, found.memories.length];
  expect(killed).toBe(3 * evaluations + 3 * memories);
}

describe('a training that dies at any call by which it records is recorded whole, and everything once', {
  timeout: 180_000,
}, () => {
  it('with a teacher that was trained', async () => {
    await expectTheSame('trained', []);
  });

  const box = (keys: string) => [`blackBox=${JSON.stringify({ predictions, keys })}`, 'student.hidden=12'];

  it('with keys of a third encoder from a folder, which must stay what it is', async () => {
    const folder = join(home, 'third');
    await cp(checkpoint, folder, { recursive: true });
    await expectTheSame('folder', box(folder));

    const job = await jobOf('folder-changed', box(folder));
    const path = join(home, 'folder-changed', 'ledger.json');
    const { checkpoints } = job;
    const ledger = await RunLedger.create({ path, checkpoints, every: 2 }, null);
    const again = () => {
      const recorder = databaseRecorder(database, home);
      const tools = { progress: lineProgress(() => undefined), signal: new AbortController().signal, ledger };
      return runPipeline(job, { ...tools, recorder });
    };
    await again();
    const tokenizer = join(folder, 'tokenizer_config.json');
    const kept = await readFile(tokenizer, 'utf8');
    await writeFile(tokenizer, kept.replace('"do_lower_case": true', '"do_lower_case": false'));
    await expect(again()).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(`The tokenizer of ${folder} is not what it was`),
    });
    await writeFile(tokenizer, kept);
    const weights = await readFile(join(folder, 'model.safetensors'));
    weights[weights.length - 1]! ^= 1;
    await writeFile(join(folder, 'model.safetensors'), weights);
    await expect(again()).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(`The checkpoint ${folder} is not what it was`),
    });
    await ledger.close();
  });

  it('with keys of a third encoder that is a run', async () => {
    const run = randomUUID();
    for (const how of ['whole', 'torn'])
      await cp(checkpoint, join(home, `run-${how}`, 'checkpoints', run), { recursive: true });
    await expectTheSame('run', box(run));
  });

  it('with keys of a third encoder of the Hub', async () => {
    const names = (await readdir(checkpoint)).filter((file) =>
      /^(config|tokenizer.*)\.json$|^model\.safetensors$/.test(file),
    );
    const files = Object.fromEntries(
      await Promise.all(
        names.map(async (file) => [file, await readFile(join(checkpoint, file))] as [string, Buffer]),
      ),
    );
    const server = new HubServer({ name: 'owner/keys', commit: '1'.repeat(40), files });
    const hub = { url: await server.start(), token: undefined, cache: join(home, 'cache'), offline: false };
    try {
      const fetchModel = hubModels(
        hub,
        lineProgress(() => undefined),
        new AbortController().signal,
      );
      await expectTheSame('hub', box('owner/keys'), fetchModel);
    } finally {
      await server.stop();
    }
  });
});
