import type { Predictor } from '../record/evaluation.ts';
import type { RunKind } from '../run/run.ts';
import type { ObjectiveName } from './objective.ts';
import { objectivePapers } from './objective-paper.ts';

/**
 * Whose prediction ranks a run: of a student the one that its objective's paper reports (FUSED for ReAugKD, STUDENT for KD, PKD and
 * fine-tuning); of an EXTERNAL run FUSED where it recorded retrieval; of a teacher its own. Without retrieval there is no fused prediction,
 * and the student alone ranks.
 *
 * @param objective the recipe's `objective`; a sum retrieves if one of its terms does
 * @param retrieves whether the evaluation has a retrieval policy
 */
export function rankedBy(kind: RunKind, objective: unknown, retrieves: boolean): RankingPredictor {
  if (kind === 'TEACHER') return 'TEACHER';
  if (!retrieves) return 'STUDENT';
  return kind === 'EXTERNAL' || isRetrieving(objective) ? 'FUSED' : 'STUDENT';
}

export type RankingPredictor = Exclude<Predictor, 'RETRIEVED'>;

/** The predictor shown next to the one that ranks: the student alone next to fused, fused next to the student alone. */
export function otherPredictor(ranking: RankingPredictor): 'STUDENT' | 'FUSED' {
  return ranking === 'FUSED' ? 'STUDENT' : 'FUSED';
}

function isRetrieving(objective: unknown): boolean {
  const terms = field(objective, 'terms');
  if (Array.isArray(terms)) return terms.some((term) => isRetrieving(field(term, 'objective')));
  const name = field(objective, 'name');
  return typeof name === 'string' && Object.hasOwn(objectivePapers, name)
    ? objectivePapers[name as ObjectiveName].retrieves === true
    : false;
}

function field(value: unknown, name: string): unknown {
  return value !== null && typeof value === 'object' ? (value as Record<string, unknown>)[name] : undefined;
}
