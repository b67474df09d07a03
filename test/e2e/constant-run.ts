import { createHash, randomUUID } from 'node:crypto';
import { StillhouseClient } from '@stillhouse/client/client.ts';
import { datasetPreamble, exampleLine } from '@stillhouse/domain/record/dataset-digest.ts';

/** Four examples of a task, with the model's one answer for all of them. */
const content = {
  'synthetic-similarity': { labels: [], gold: [0, 1.5, 3, 5], answer: [2.5] },
  'synthetic-entailment': {
    labels: ['entailment', 'not_entailment'],
    gold: [0, 1, 0, 1],
    answer: [0.75, 0.25],
  },
};

/**
 * Records an external run, named `constant`, whose model gives every example the same answer: its correlations are undefined, and its accuracy
 * is that of the majority class.
 */
export async function recordConstantRun(apiUrl: string, task: keyof typeof content): Promise<void> {
  const client = new StillhouseClient({ url: apiUrl });
  const { labels, gold, answer } = content[task];
  const [run, evaluation, name, size] = [randomUUID(), randomUUID(), 'constant', gold.length];
  const texts = gold.map((_, i) => [`the first text of pair ${i}`, `the second text of pair ${i}`]);
  const hash = createHash('sha256').update(datasetPreamble(task, 'DEV', labels));
  gold.forEach((label, i) => {
    hash.update(exampleLine(texts[i] ?? [], label));
  });
  const dataset = hash.digest('hex');
  await client.startRun({
    ...{ id: run, project: 'default', name, kind: 'EXTERNAL', task, seed: 1, recipe: { model: name } },
  });
  await client.registerDataset({
    ...{ digest: dataset, task, split: 'DEV', name: 'dev', labels, size, synthetic: true, complete: true },
  });
  await client.writeExamples({
    dataset,
    start: 0,
    keys: gold.map((_, i) => `dev:${i}`),
    texts,
    labels: gold,
  });
  await client.createEvaluation({
    ...{ id: evaluation, run, dataset, policy: null, knowledgeBase: null, policyChosenOn: null },
    ...{ classes: answer.length, dimension: null },
  });
  await client.writePredictions({
    ...{ evaluation, start: 0, count: size, classes: answer.length },
    student: Float32Array.from(gold.flatMap(() => answer)),
    ...{ retrieved: null, fused: null, teacher: null, dimension: null, embeddings: null },
    ...{ neighbors: 0, neighborIndices: null, neighborSimilarities: null },
  });
  await client.finishEvaluation({
    ...{ id: evaluation, scores: [], gainPValue: null, gainTest: null, recallAtK: null, latency: null },
  });
  await client.finishRun({ id: run, status: 'FINISHED' });
}
