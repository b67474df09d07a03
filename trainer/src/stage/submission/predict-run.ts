import { dirname, join } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { fusedPredictions, retrievedPredictions } from '@stillhouse/domain/retrieval/retrieve.ts';
import { predictedValues } from '@stillhouse/domain/score/predicted-values.ts';
import type { Example } from '../../data/example.ts';
import { exactSearch } from '../../knowledge/search/exact.ts';
import { keysOf, readKeyEncoder } from '../encoder/key-encoder.ts';
import { predictionsOf } from '../encoder/predictions.ts';
import { outputsOf, type TrainedEncoder } from '../encoder/trained-encoder.ts';
import { readKnowledge, readPolicy, type StoredPolicy } from '../retrieval/stored-retrieval.ts';
import type { RunFolder } from '../run/read-run.ts';
import { readTrained } from '../run/read-run.ts';
import { normalizedRows } from '../teacher/train-head.ts';

/** Examples side by side. */
const batchSize = 64;
/** Examples whose neighbors are looked up at once. */
const queriesAtOnce = 10_000;

/** Predicts examples as a run's evaluations did. */
export interface Predictor {
  /** What is mixed in, or why nothing is: `with retrieval (K = 8, τ = 0.1, β = 0.25)`. */
  how: string;
  /**
   * @param onPredicted called with how many are done, after each part
   * @returns [n], class ids, or scores
   */
  predict(
    examples: readonly Example[],
    signal: AbortSignal,
    onPredicted?: (done: number) => void,
  ): Promise<ArrayLike<number>>;
  dispose(): void;
}

/** Says a student's and its neighbors' predictions of examples as one. */
interface Mixer {
  /** @returns [n, classes] */
  mix(
    student: Float32Array,
    embeddings: Float32Array,
    examples: readonly Example[],
    signal: AbortSignal,
  ): Promise<Float32Array>;
  dispose(): void;
}

/**
 * The network of a run with the retrieval that was chosen for it, from its folder and its teacher's beside it; exact search.
 *
 * @throws ExpectedError NOT_FOUND for a student of which no policy is kept, and for a knowledge base or a third encoder that is gone
 */
export async function predictorOf(run: RunFolder): Promise<Predictor> {
  const stored = await readPolicy(run.folder);
  if (!stored && run.kind === 'student') {
    throw new ExpectedError(
      'NOT_FOUND',
      `${run.folder} keeps no retrieval policy, so that this student cannot be asked as it was evaluated: its training did not come to its end, or was of a version that kept none. Train it again.`,
      ['runs'],
    );
  }
  const retrieves = stored !== null && stored.policy.beta < 1;
  const mixer = retrieves ? await mixerOf(run, stored) : null;
  let encoder: TrainedEncoder;
  try {
    encoder = await readTrained(run);
  } catch (error) {
    mixer?.dispose();
    throw error;
  }
  return {
    how: howOf(stored),
    async predict(examples, signal, onPredicted) {
      const values = new Float64Array(examples.length);
      for (let start = 0; start < examples.length; start += queriesAtOnce) {
        const part = examples.slice(start, start + queriesAtOnce);
        const outputs = await outputsOf(encoder, part, { batchSize, embedding: run.embedding, signal });
        const student = predictionsOf(run.task, outputs.logits);
        const said = mixer ? await mixer.mix(student, outputs.embeddings, part, signal) : student;
        values.set(predictedValues(run.task, said), start);
        onPredicted?.(start + part.length);
      }
      return values;
    },
    dispose() {
      encoder.dispose();
      mixer?.dispose();
    },
  };
}

async function mixerOf(run: RunFolder, { teacher, queries, policy }: StoredPolicy): Promise<Mixer> {
  const folder = join(dirname(run.folder), teacher);
  const knowledge = await readKnowledge(folder);
  const search = exactSearch(knowledge);
  const keyEncoder = queries === 'key-encoder' ? await readKeyEncoder(folder, run) : null;
  return {
    async mix(student, embeddings, examples, signal) {
      const asked = keyEncoder ? await keysOf(keyEncoder, examples, signal) : embeddings;
      const neighbors = search.search(normalizedRows(asked, knowledge.dimension), policy.k);
      const retrieved = retrievedPredictions(knowledge, neighbors, policy.k, policy.temperature);
      return fusedPredictions(student, retrieved, policy.beta);
    },
    dispose: () => keyEncoder?.dispose(),
  };
}

function howOf(stored: StoredPolicy | null): string {
  if (!stored) return 'without retrieval: no student, it has no knowledge base to ask';
  const { k, temperature, beta } = stored.policy;
  if (beta === 1) return 'without retrieval: the policy that was chosen gives neighbors no weight (β = 1)';
  return `with retrieval (K = ${k}, τ = ${temperature}, β = ${beta})`;
}
