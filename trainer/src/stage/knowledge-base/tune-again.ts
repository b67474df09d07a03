import {
  chosenEvaluations,
  type EvaluationChoice,
  readEvaluations,
} from '../evaluation/chosen-evaluations.ts';
import type { HeldOutOutputs } from '../retrieval/held-out-outputs.ts';
import { type CompressTools, whole } from './compress.ts';
import { evaluateVariant, type VariantScore } from './evaluate-variant.ts';
import { readOriginal } from './read-knowledge-base.ts';
import { keptPolicy, tunedPolicy, tuningOutputs, type VariantPolicy } from './variant-policy.ts';

export type Grid = HeldOutOutputs['grid'];

export interface TuneAgainJob extends EvaluationChoice {
  /** The grid to choose from, made of the one in the student's recipe. */
  change: (grid: Grid) => Grid;
}

/** A student's scores with the policy that was chosen anew, beside the one that it has. */
export interface TunedAgain extends VariantScore {
  /** p-value of fused against alone. */
  gainPValue: number | null;
  before: Pick<VariantScore, 'policy' | 'fused'>;
}

/**
 * Chooses K, τ and β of finished students anew, on the training examples that were set apart, and scores them with that: from stored outputs,
 * no network runs. Nothing is recorded.
 *
 * @throws ExpectedError NOT_FOUND, INCOMPLETE; NOT_FOUND too for students that kept nothing to tune by; BAD_INPUT where no student was evaluated with the knowledge base
 */
export async function tuneAgain(
  { knowledgeBase, runs, change }: TuneAgainJob,
  tools: Pick<CompressTools, 'reader' | 'checkpoints' | 'signal'>,
): Promise<TunedAgain[]> {
  const { reader, signal } = tools;
  const base = await readOriginal(reader, knowledgeBase);
  const searched = whole(base);
  const chosen = await chosenEvaluations({ knowledgeBase, runs }, reader);
  const kept = await tuningOutputs(
    chosen.map(({ run }) => run),
    tools,
  );
  const evaluations = await readEvaluations(chosen, reader);
  return evaluations.map((stored) => {
    signal.throwIfAborted();
    const { run } = stored.header;
    const outputs = kept.get(run.id)!;
    const policy = tunedPolicy({ ...outputs, grid: change(outputs.grid) }, stored.set.task, searched);
    const scored = (by: VariantPolicy) => evaluateVariant(stored, searched, by, { knowledgeBase });
    const { record, score } = scored(policy);
    const before = scored(keptPolicy(stored.header, searched));
    const { gainPValue } = record.finish;
    return { ...score, gainPValue, before: { policy: before.score.policy, fused: before.score.fused } };
  });
}
