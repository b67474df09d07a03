import { dirname, join } from 'node:path';
import type { Example } from '../data/example.ts';
import { exactSearch } from '../knowledge/search/exact.ts';
import { predictedValues, predictionsOf } from './predictions.ts';
import type { RunFolder } from './read-run.ts';
import { readTrained } from './read-run.ts';
import { fusedPredictions, retrievedPredictions } from './retrieve.ts';
import { readKnowledge, readPolicy } from './stored-retrieval.ts';
import { normalizedRows } from './train-head.ts';
import { type Outputs, outputsOf } from './trained-encoder.ts';

/** Examples side by side. */
const batchSize = 64;
/** Examples whose neighbors are looked up at once. */
const queriesAtOnce = 10_000;

/** Predicts examples as a run's evaluations did. */
export interface Predictor {
  /** Whether neighbors are mixed in: the run has a policy, and it gives them weight. */
  retrieves: boolean;
  /** @returns [n], class ids, or scores */
  predict(examples: readonly Example[], signal: AbortSignal): Promise<ArrayLike<number>>;
  dispose(): void;
}

/** The network of a run with its retrieval, from its folder and its teacher's beside it; exact search. */
export async function predictorOf(run: RunFolder): Promise<Predictor> {
  const stored = await readPolicy(run.folder);
  const policy = stored && stored.policy.beta < 1 ? stored.policy : null;
  const knowledge = stored && policy ? await readKnowledge(join(dirname(run.folder), stored.teacher)) : null;
  const encoder = await readTrained(run);
  const search = knowledge && exactSearch(knowledge);

  const mix = ({ embeddings, logits }: Outputs): Float32Array => {
    const student = predictionsOf(run.task, logits);
    if (!policy || !knowledge || !search) return student;
    const queries = normalizedRows(embeddings, knowledge.dimension);
    const neighbors = search.search(queries, policy.k);
    const retrieved = retrievedPredictions(knowledge, neighbors, policy.k, policy.temperature);
    return fusedPredictions(student, retrieved, policy.beta);
  };
  return {
    retrieves: policy !== null,
    async predict(examples, signal) {
      const values = new Float64Array(examples.length);
      for (let start = 0; start < examples.length; start += queriesAtOnce) {
        const part = examples.slice(start, start + queriesAtOnce);
        const outputs = await outputsOf(encoder, part, { batchSize, embedding: run.embedding, signal });
        values.set(predictedValues(run.task, mix(outputs)), start);
      }
      return values;
    },
    dispose: () => encoder.dispose(),
  };
}
