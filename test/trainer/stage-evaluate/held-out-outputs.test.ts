import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseBackend } from '@stillhouse/trainer/backend/choose-backend.ts';
import { loadData } from '@stillhouse/trainer/data/load-data.ts';
import { searchExact } from '@stillhouse/trainer/knowledge/search/exact.ts';
import { lineProgress } from '@stillhouse/trainer/progress/line-progress.ts';
import { resolveRecipe } from '@stillhouse/trainer/recipe/resolve.ts';
import { runPipeline } from '@stillhouse/trainer/stage/pipeline.ts';
import { choosePolicy } from '@stillhouse/trainer/stage/retrieval/choose-policy.ts';
import { readHeldOutOutputs } from '@stillhouse/trainer/stage/retrieval/held-out-outputs.ts';
import { readKnowledge, readPolicy } from '@stillhouse/trainer/stage/retrieval/stored-retrieval.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectingRecorder } from '../pipeline/collecting-recorder.ts';
import { pipelineJob } from '../pipeline/pipeline-job.ts';

describe('what a student said of the examples that were set apart', () => {
  let checkpoints: string;
  beforeAll(async () => {
    checkpoints = await mkdtemp(join(tmpdir(), 'stillhouse-held-out-'));
    await chooseBackend('cpu');
  });
  afterAll(() => rm(checkpoints, { recursive: true, force: true }));

  async function trained(...set: string[]) {
    const { recorder, evaluations } = collectingRecorder();
    const recipe = await resolveRecipe({
      task: 'synthetic-sentiment',
      recipe: 'tiny',
      objectives: ['kd'],
      set: ['data.limit={train: 60, dev: 12}', 'retrieval.k=[2, 5, 8]', ...set],
    });
    await runPipeline(pipelineJob({ recipe, checkpoints }), {
      recorder,
      progress: lineProgress(() => undefined),
      signal: new AbortController().signal,
    });
    const folder = join(checkpoints, evaluations().at(-1)?.create.run ?? '');
    const { heldOut } = await loadData(recipe.data, null);
    const kept = (await readHeldOutOutputs(folder)) ?? expect.fail('Nothing was kept.');
    return { folder, recipe, heldOut, kept, evaluated: evaluations().map(({ create }) => create.dataset) };
  }

  it('is kept with it, and chooses the policy that it has: from no example that is reported', async () => {
    const { folder, recipe, heldOut, kept, evaluated } = await trained(
      'student.training.epochs=20',
      'student.training.learningRate=0.003',
    );
    expect(kept).toMatchObject({ dataset: heldOut.digest, name: heldOut.name, grid: { k: [2, 5, 8] } });
    expect(evaluated).not.toContain(kept.dataset);
    const stored = (await readPolicy(folder)) ?? expect.fail('It has no policy.');
    const knowledgeBase = await readKnowledge(join(checkpoints, stored.teacher));
    const { score, alone, none, ...policy } = choosePolicy({
      task: heldOut.task,
      grid: recipe.retrieval,
      knowledgeBase,
      gold: heldOut.examples.map(({ label }) => label ?? -1),
      student: kept.student,
      neighbors: searchExact(knowledgeBase, kept.queries, 8),
    });
    expect(policy).toEqual(stored.policy);
    expect(none).toBe(false);
    expect(score).toBeGreaterThanOrEqual(alone ?? Number.NaN);
  });

  it('is kept of the same examples where the policy was chosen across the training examples', async () => {
    const { heldOut, kept } = await trained('retrieval.chosenOn=leave-one-out');
    expect(kept.dataset).toBe(heldOut.digest);
    expect(kept.student).toHaveLength(2 * heldOut.examples.length);
    expect(kept.queries).toHaveLength(16 * heldOut.examples.length);
  });

  it('is nothing of a run that kept none', async () => {
    expect(await readHeldOutOutputs(join(checkpoints, 'nobody'))).toBeNull();
  });
});
