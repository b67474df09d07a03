import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { StoredEvaluation } from '@stillhouse/domain/record/stored.ts';
import type { Reader } from '../../record/reader.ts';
import { type ReadEvaluation, readEvaluation } from './read-evaluation.ts';

export interface EvaluationChoice {
  knowledgeBase: string;
  /** Runs of the students; null: every student that was evaluated with the knowledge base. */
  runs: readonly string[] | null;
}

/** Students' finished evaluations with a knowledge base, searched exactly. @throws ExpectedError BAD_INPUT where there is none of a run that was named */
export async function chosenEvaluations(
  { knowledgeBase, runs }: EvaluationChoice,
  reader: Reader,
): Promise<StoredEvaluation[]> {
  const stored = await reader.evaluationsOf(knowledgeBase);
  const missing = runs?.find((run) => !stored.some((evaluation) => evaluation.run.id === run));
  if (missing === undefined) return stored.filter(({ run }) => runs === null || runs.includes(run.id));
  throw new ExpectedError(
    'BAD_INPUT',
    `No finished evaluation of the run ${missing} searched this knowledge base exactly.`,
    ['run'],
  );
}

/** Those that any other retrieval can be recomputed from, with what it takes. @throws ExpectedError BAD_INPUT where there is none */
export async function readEvaluations(
  chosen: readonly StoredEvaluation[],
  reader: Reader,
): Promise<ReadEvaluation[]> {
  const read: ReadEvaluation[] = [];
  for (const header of chosen) {
    const evaluation = await readEvaluation(reader, header);
    if (evaluation) read.push(evaluation);
  }
  if (read.length > 0) return read;
  throw new ExpectedError(
    'BAD_INPUT',
    'No student was evaluated with this knowledge base, exactly and with its embeddings stored: there is nothing to compute retrieval from.',
    ['knowledgeBase'],
  );
}
