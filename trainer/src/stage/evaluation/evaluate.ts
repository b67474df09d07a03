import { randomUUID } from 'node:crypto';
import { resultsOf } from '@stillhouse/domain/evaluation/results-of.ts';
import type {
  CreateEvaluation,
  FinishEvaluation,
  Latency,
  PredictionBatch,
  Predictor,
} from '@stillhouse/domain/record/evaluation.ts';
import type { RetrievalPolicy } from '@stillhouse/domain/retrieval/policy.ts';
import { fusedPredictions, retrievedPredictions } from '@stillhouse/domain/retrieval/retrieve.ts';
import { meanScore } from '@stillhouse/domain/score/tuning-score.ts';
import { outputWidth, type ScoreName } from '@stillhouse/domain/task/task.ts';
import type { ExampleSet } from '../../data/example.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { Neighbors } from '../../knowledge/search/neighbors.ts';

/** A student's neighbors and what is made of them. */
export interface Retrieval {
  policy: RetrievalPolicy;
  /** How K, τ and β were chosen and on what, in a sentence. */
  chosenOn: string;
  knowledgeBase: { id: string; entries: KnowledgeBase };
  /** [n, dimension], L2-normalized student embeddings x */
  embeddings: Float32Array;
  /** At least the policy's K of each example where there are so many entries; all are stored. */
  neighbors: Neighbors;
  recallAtK: number;
}

export interface EvaluationRequest {
  /** Of the evaluation; left out: a new one. */
  id?: string;
  run: string;
  /** Every example with a label. */
  set: ExampleSet;
  /** [n, classes] y: the run's own predictions */
  predictions: Float32Array;
  /** [n, classes]; null for the teacher's own run */
  teacher: Float32Array | null;
  /** null: without retrieval */
  retrieval: Retrieval | null;
  latency: Latency | null;
}

/** An evaluation as it is recorded. */
export interface EvaluationRecord {
  create: CreateEvaluation;
  batches: PredictionBatch[];
  finish: FinishEvaluation;
}

const rowsOfBatch = 2000;

/** Scores what was predicted of a set, without retrieval or with it; nothing is computed by a network here. */
export function evaluate(request: EvaluationRequest): EvaluationRecord {
  const { run, set, predictions, teacher, retrieval, latency } = request;
  const classes = outputWidth(set.task);
  const mixed = retrieval && mix(predictions, retrieval);
  const gold = set.examples.map(({ key, label }) => {
    if (label === null) throw new RangeError(`${key} has no label to score against.`);
    return label;
  });
  const { id = randomUUID() } = request;
  return {
    create: {
      id,
      run,
      dataset: set.digest,
      policy: retrieval?.policy ?? null,
      knowledgeBase: retrieval?.knowledgeBase.id ?? null,
      policyChosenOn: retrieval?.chosenOn ?? null,
      classes,
      dimension: retrieval?.knowledgeBase.entries.dimension ?? null,
    },
    batches: batchesOf(id, request, mixed),
    finish: {
      id,
      ...resultsOf(set.task, gold, {
        student: predictions,
        retrieved: mixed?.retrieved ?? null,
        fused: mixed?.fused ?? null,
        teacher,
      }),
      recallAtK: retrieval?.recallAtK ?? null,
      latency,
    },
  };
}

/** One score of one predictor in a record; null where it is undefined. @throws RangeError where it is not in the record */
export function scoreOf(record: EvaluationRecord, predictor: Predictor, name: ScoreName): number | null {
  const found = record.finish.scores.find((score) => score.predictor === predictor && score.name === name);
  if (!found) throw new RangeError(`There is no ${name} of ${predictor}.`);
  return found.value;
}

/** The figure that ranks, the mean of the task's scores, of one predictor; null where it is undefined. @throws RangeError as `scoreOf` */
export function figureOf(
  record: EvaluationRecord,
  { task }: ExampleSet,
  predictor: Predictor,
): number | null {
  return meanScore(task.scores.map((name) => scoreOf(record, predictor, name)));
}

interface Mixed {
  retrieved: Float32Array;
  fused: Float32Array;
}

function mix(student: Float32Array, { policy, knowledgeBase, neighbors }: Retrieval): Mixed {
  const retrieved = retrievedPredictions(knowledgeBase.entries, neighbors, policy.k, policy.temperature);
  return { retrieved, fused: fusedPredictions(student, retrieved, policy.beta) };
}

function batchesOf(id: string, request: EvaluationRequest, mixed: Mixed | null): PredictionBatch[] {
  const { set, predictions, teacher, retrieval } = request;
  const classes = outputWidth(set.task);
  const dimension = retrieval?.knowledgeBase.entries.dimension ?? null;
  const neighbors = retrieval?.neighbors ?? null;
  const batches: PredictionBatch[] = [];
  for (let start = 0; start < set.examples.length; start += rowsOfBatch) {
    const count = Math.min(rowsOfBatch, set.examples.length - start);
    const rows = <Column extends Float32Array | Int32Array>(column: Column, width: number) =>
      column.subarray(start * width, (start + count) * width) as Column;
    batches.push({
      evaluation: id,
      start,
      count,
      classes,
      student: rows(predictions, classes),
      retrieved: mixed && rows(mixed.retrieved, classes),
      fused: mixed && rows(mixed.fused, classes),
      teacher: teacher && rows(teacher, classes),
      dimension,
      embeddings: retrieval && dimension ? rows(retrieval.embeddings, dimension) : null,
      neighbors: neighbors?.k ?? 0,
      neighborIndices: neighbors && rows(neighbors.indices, neighbors.k),
      neighborSimilarities: neighbors && rows(neighbors.similarities, neighbors.k),
    });
  }
  return batches;
}
