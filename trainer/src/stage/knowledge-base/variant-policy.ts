import { join } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { StoredEvaluation } from '@stillhouse/domain/record/stored.ts';
import type { Task } from '@stillhouse/domain/task/task.ts';
import type { Reader } from '../../record/reader.ts';
import { choicePhrase, choosePolicy } from '../retrieval/choose-policy.ts';
import { type HeldOutOutputs, readHeldOutOutputs } from '../retrieval/held-out-outputs.ts';
import { setApartPhrase } from '../retrieval/tuning-set.ts';
import type { Variant } from './make-variant.ts';

/** K, τ and β of a student with a smaller knowledge base, and where they come from, in a sentence. */
export interface VariantPolicy {
  k: number;
  temperature: number;
  beta: number;
  chosenOn: string;
}

/** What a student said of the examples that were set apart, with their gold labels. */
export type TuningOutputs = HeldOutOutputs & { gold: number[] };

type Searched = Pick<Variant, 'entries' | 'search'>;

/** The policy that the student has with the whole knowledge base; K at most as many as there are entries. */
export function keptPolicy(
  { policy, policyChosenOn }: StoredEvaluation,
  { entries }: Searched,
): VariantPolicy {
  const { k, temperature, beta } = policy;
  const chosenOn = `as for the knowledge base that this one was made from: ${policyChosenOn ?? 'given'}`;
  return { k: Math.min(k, entries.size), temperature, beta, chosenOn };
}

/** The policy of the student's grid that is best with these entries, on the examples that were set apart. */
export function tunedPolicy(
  outputs: TuningOutputs,
  task: Task,
  { entries, search }: Searched,
): VariantPolicy {
  const { grid, gold, student, queries, name } = outputs;
  const neighbors = search.search(queries, Math.min(Math.max(...grid.k), entries.size));
  const best = choosePolicy({ task, grid, knowledgeBase: entries, gold, student, neighbors });
  const chosenOn = choicePhrase({ task, rule: grid.rule, where: setApartPhrase(name, gold.length) }, best);
  const { k, temperature, beta } = best;
  return { k: Math.min(k, entries.size), temperature, beta, chosenOn };
}

/**
 * What every student kept of the examples that were set apart, by its run.
 *
 * @param tools.checkpoints folder that has one folder of files for each run
 * @param otherwise what can be done where a student kept nothing, in words
 * @throws ExpectedError NOT_FOUND naming each student that kept nothing there
 */
export async function tuningOutputs(
  runs: readonly StoredEvaluation['run'][],
  { checkpoints, reader }: { checkpoints: string; reader: Reader },
  otherwise = '',
): Promise<Map<string, TuningOutputs>> {
  const found = new Map<string, TuningOutputs>();
  const names = new Map(runs.map(({ id, name }) => [id, name]));
  const missing: string[] = [];
  for (const [id, name] of names) {
    const outputs = await readHeldOutOutputs(join(checkpoints, id));
    if (outputs) found.set(id, { ...outputs, gold: await goldOf(reader, outputs.dataset) });
    else missing.push(`${name} (${id})`);
  }
  if (missing.length === 0) return found;
  throw new ExpectedError(
    'NOT_FOUND',
    `${checkpoints} has no outputs of ${missing.join(', ')} on the examples that were set apart, by which K, τ and β are tuned: ${missing.length === 1 ? 'it was' : 'they were'} trained on another machine, or by a version that kept none. ${otherwise}--run names the students that are scored.`,
    ['policy'],
  );
}

async function goldOf(reader: Reader, dataset: string): Promise<number[]> {
  const gold: number[] = [];
  for await (const { labels } of reader.examples(dataset)) gold.push(...labels.map((label) => label ?? -1));
  return gold;
}
