import { createHash, randomUUID } from 'node:crypto';
import type { DatasetHeader, ExampleBatch } from '@stillhouse/domain/record/dataset.ts';
import { datasetPreamble, exampleLine } from '@stillhouse/domain/record/dataset-digest.ts';
import type { CreateEvaluation, PredictionBatch } from '@stillhouse/domain/record/evaluation.ts';
import type { CreateKnowledgeBase, KnowledgeEntryBatch } from '@stillhouse/domain/record/knowledge-base.ts';
import type { StartRun } from '@stillhouse/domain/record/run.ts';
import { type CustomTask, customTask } from '@stillhouse/domain/task/custom-task.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { registerDataset } from '@stillhouse/prisma/dataset/register-dataset.ts';
import { writeExamples } from '@stillhouse/prisma/dataset/write-examples.ts';
import { createKnowledgeBase } from '@stillhouse/prisma/knowledge-base/create-knowledge-base.ts';
import { sealKnowledgeBase } from '@stillhouse/prisma/knowledge-base/seal-knowledge-base.ts';
import { writeEntries } from '@stillhouse/prisma/knowledge-base/write-entries.ts';
import { startRun } from '@stillhouse/prisma/run/start-run.ts';

/** Records that fit together, for tests that need some to be there. */

export function aRun(change: Partial<StartRun> = {}): StartRun {
  return {
    id: randomUUID(),
    project: 'tests',
    name: 'a run',
    kind: 'TEACHER',
    task: 'rte',
    seed: 1,
    recipe: { kind: 'teacher', data: { task: 'rte' }, encoder: { layers: 2, hidden: 8 } },
    tags: ['test'],
    notes: null,
    environment: null,
    teacher: null,
    parameters: 1234,
    ...change,
  };
}

/** A run of a task of one's own, which the recipe defines. */
export function aRunOf(task: CustomTask, change: Partial<StartRun> = {}): StartRun {
  const recipe = { kind: 'teacher', data: { task }, encoder: { layers: 2, hidden: 8 } };
  return aRun({ task: task.id, recipe, ...change });
}

export function aTask(change: Partial<CustomTask> = {}): CustomTask {
  return customTask.parse({
    id: `task-${randomUUID()}`,
    title: 'Reviews',
    kind: 'classification',
    labels: ['bad', 'good'],
    scores: ['accuracy', 'f1'],
    columns: { texts: ['text'], label: 'label' },
    format: 'tsv',
    files: { train: 'train.tsv', dev: 'dev.tsv' },
    ...change,
  });
}

export async function aStartedRun(db: Database, change: Partial<StartRun> = {}): Promise<string> {
  const run = aRun(change);
  await startRun(db, run);
  return run.id;
}

/** Digest of examples that a test makes itself. */
export function digestOf(
  { task, split, labels: names }: Pick<DatasetHeader, 'task' | 'split' | 'labels'>,
  { texts, labels }: Pick<ExampleBatch, 'texts' | 'labels'>,
): string {
  const hash = createHash('sha256').update(datasetPreamble(task, split, names));
  texts.forEach((text, i) => {
    hash.update(exampleLine(text, labels[i] ?? null));
  });
  return hash.digest('hex');
}

/** A dataset of examples that no other test has, known by their digest. */
export function aDataset(size: number, change: Partial<DatasetHeader> = {}): DatasetHeader {
  const header = {
    task: 'rte',
    split: 'DEV' as const,
    name: 'dev',
    labels: ['entailment', 'not_entailment'],
    size,
    synthetic: false,
    complete: true,
    ...change,
  };
  const salt = randomUUID();
  const hash = createHash('sha256').update(datasetPreamble(header.task, header.split, header.labels));
  for (let index = 0; index < size; index++) hash.update(exampleLine(textsOf(salt, index), index % 2));
  const digest = change.digest ?? hash.digest('hex');
  salts.set(digest, salt);
  return { ...header, digest };
}

const salts = new Map<string, string>();

function textsOf(salt: string, index: number): string[] {
  return [`premise "${index}", with 'quotes' and ünïcödé ${salt}`, `hypothesis ${index}\n{a,b}`];
}

/** Examples of such a dataset, whose label is their index modulo 2. */
export function examplesOf({ digest }: DatasetHeader, start: number, count: number): ExampleBatch {
  const indices = Array.from({ length: count }, (_, i) => start + i);
  const salt = salts.get(digest) ?? '';
  return {
    dataset: digest,
    start,
    keys: indices.map((index) => `dev.tsv:${index + 2}`),
    texts: indices.map((index) => textsOf(salt, index)),
    labels: indices.map((index) => index % 2),
  };
}

export async function aWrittenDataset(
  db: Database,
  size: number,
  change: Partial<DatasetHeader> = {},
): Promise<DatasetHeader> {
  const dataset = aDataset(size, change);
  await registerDataset(db, dataset);
  await writeExamples(db, examplesOf(dataset, 0, size));
  return dataset;
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** [count, dimension] L2-normalized vectors. */
export function unitVectors(count: number, dimension: number, seed: number): Float32Array {
  const random = seeded(seed);
  const vectors = new Float32Array(count * dimension).map(() => random() * 2 - 1);
  for (let i = 0; i < count; i++) {
    const row = vectors.subarray(i * dimension, (i + 1) * dimension);
    const norm = Math.hypot(...row);
    row.forEach((value, j) => {
      row[j] = value / norm;
    });
  }
  return vectors;
}

export function entriesOf(
  { id, dimension, classes }: CreateKnowledgeBase,
  start: number,
  count: number,
): KnowledgeEntryBatch {
  return {
    knowledgeBase: id,
    start,
    count,
    dimension,
    classes,
    embeddings: unitVectors(count, dimension, start + 1),
    softLabels: new Float32Array(count * classes).fill(1 / classes),
    examples: Int32Array.from({ length: count }, (_, i) => start + i),
  };
}

/** A knowledge base that is begun and has no entries. */
export async function aKnowledgeBase(
  db: Database,
  size: number,
  change: Partial<CreateKnowledgeBase> = {},
): Promise<CreateKnowledgeBase> {
  const knowledgeBase: CreateKnowledgeBase = {
    id: randomUUID(),
    name: 'memory',
    teacher: change.teacher ?? (await aStartedRun(db)),
    dataset: change.dataset ?? (await aWrittenDataset(db, size, { split: 'TRAIN' })).digest,
    dimension: 8,
    classes: 2,
    ...change,
  };
  await createKnowledgeBase(db, knowledgeBase);
  return knowledgeBase;
}

export async function aSealedKnowledgeBase(
  db: Database,
  size: number,
  change: Partial<CreateKnowledgeBase> = {},
): Promise<CreateKnowledgeBase> {
  const knowledgeBase = await aKnowledgeBase(db, size, change);
  for (let start = 0; start < size; start += 1000) {
    await writeEntries(db, entriesOf(knowledgeBase, start, Math.min(1000, size - start)));
  }
  await sealKnowledgeBase(db, { id: knowledgeBase.id, size, health: null });
  return knowledgeBase;
}

export function anEvaluation(
  run: string,
  dataset: string,
  change: Partial<CreateEvaluation> = {},
): CreateEvaluation {
  return {
    id: randomUUID(),
    run,
    dataset,
    policy: null,
    knowledgeBase: null,
    policyChosenOn: null,
    classes: 2,
    dimension: null,
    ...change,
  };
}

/** Predictions without retrieval: the student says class 0 of every example. */
export function predictionsOf(
  { id, classes }: CreateEvaluation,
  start: number,
  count: number,
  change: Partial<PredictionBatch> = {},
): PredictionBatch {
  return {
    evaluation: id,
    start,
    count,
    classes,
    student: Float32Array.from({ length: count * classes }, (_, i) => (i % classes === 0 ? 0.75 : 0.25)),
    retrieved: null,
    fused: null,
    teacher: null,
    dimension: null,
    embeddings: null,
    neighbors: 0,
    neighborIndices: null,
    neighborSimilarities: null,
    ...change,
  };
}
