import { createHash } from 'node:crypto';
import { canonicalJson } from '@stillhouse/domain/recipe/canonical.ts';
import { recallAtK } from '../../knowledge/recall.ts';
import { searchExact } from '../../knowledge/search/exact.ts';
import { type EvaluationRecord, evaluate, figureOf } from '../evaluation/evaluate.ts';
import type { ReadEvaluation } from '../evaluation/read-evaluation.ts';
import type { Variant } from './make-variant.ts';
import type { VariantPolicy } from './variant-policy.ts';

/** A student's figures on a dataset with a variant, each the mean of the task's scores, and its policy there. */
export interface VariantScore {
  /** Name of the run. */
  run: string;
  /** Digest of its recipe: only seeds of one recipe are averaged. */
  recipe: string;
  /** Name of the dataset. */
  dataset: string;
  policy: { k: number; temperature: number; beta: number };
  /** null where the score is undefined, as in the other columns. */
  alone: number | null;
  neighborsOnly: number | null;
  fused: number | null;
}

/** What is searched, and how. */
export type Searched = Pick<Variant, 'entries' | 'search' | 'storage'>;

/**
 * A student's evaluation with another knowledge base, from its stored outputs.
 *
 * @param parts what the evaluation's id follows from
 */
export function evaluateVariant(
  { header, set, student, teacher, embeddings }: ReadEvaluation,
  { entries, search, storage }: Searched,
  { k, temperature, beta, chosenOn }: VariantPolicy,
  parts: { knowledgeBase: string; tunedOn?: string },
): { record: EvaluationRecord; score: VariantScore } {
  const neighbors = search.search(embeddings, k);
  const exact = storage === 'BINARY' ? searchExact(entries, embeddings, k) : neighbors;
  const tuned = parts.tunedOn === undefined ? {} : { k, temperature, beta, chosenOn };
  const record = evaluate({
    id: derivedId({ of: header.id, ...parts, ...tuned }),
    run: header.run.id,
    set,
    predictions: student,
    teacher,
    retrieval: {
      policy: { k, temperature, beta, search: 'EXACT', efSearch: null },
      chosenOn,
      knowledgeBase: { id: parts.knowledgeBase, entries },
      embeddings,
      neighbors,
      recallAtK: recallAtK(exact, neighbors, k),
    },
    latency: null,
  });
  const score: VariantScore = {
    run: header.run.name,
    recipe: header.run.recipe,
    dataset: set.name,
    policy: { k, temperature, beta },
    alone: figureOf(record, set, 'STUDENT'),
    neighborsOnly: figureOf(record, set, 'RETRIEVED'),
    fused: figureOf(record, set, 'FUSED'),
  };
  return { record, score };
}

/** A UUID (version 8) that stands for what something is made of. */
export function derivedId(parts: object): string {
  const hex = createHash('sha256').update(canonicalJson(parts)).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
