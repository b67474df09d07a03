import { bert } from '@stillhouse/trainer/model/bert.ts';
import type { EncoderConfig } from '@stillhouse/trainer/model/config.ts';
import { initialWeights } from '@stillhouse/trainer/model/initialize.ts';
import { randomFor } from '@stillhouse/trainer/training/random.ts';
import * as tf from '@tensorflow/tfjs';

/** Tokens of the one text that is predicted at a time. */
export const tokens = 64;

/** A student of six layers whose embedding is as wide as the knowledge base (MiniLM's shape at 384, DistilBERT's at 768), untrained. */
export interface Student {
  /** Predicts one random text; embedding and logits are read from the backend. */
  predict(): Promise<void>;
  dispose(): void;
}

export function studentOf(hidden: number): Student {
  const config: EncoderConfig = {
    family: 'bert',
    vocabularySize: 30522,
    layers: 6,
    hidden,
    heads: 12,
    intermediate: 4 * hidden,
    maxPositions: tokens,
    positionOffset: 0,
    typeVocabularySize: 2,
    dropout: 0,
    layerNormEpsilon: 1e-12,
  };
  const random = randomFor(1, 'bench');
  const weights = Object.fromEntries(
    Object.entries(initialWeights(config, 3, random)).map(([name, { shape, values }]) => [
      name,
      tf.tidy(() => tf.variable(tf.tensor(values, shape))),
    ]),
  );
  return {
    async predict() {
      const ids = Int32Array.from({ length: tokens }, () => random.below(config.vocabularySize));
      const outputs = tf.tidy(() => {
        const inputs = {
          ids: tf.tensor2d(ids, [1, tokens], 'int32'),
          typeIds: tf.zeros<tf.Rank.R2>([1, tokens], 'int32'),
          mask: tf.ones<tf.Rank.R2>([1, tokens]),
        };
        return bert(weights, config, inputs, ['cls', 'logits'], null);
      });
      await Promise.all([outputs.cls.data(), outputs.logits.data()]);
      tf.dispose(outputs);
    },
    dispose: () => tf.dispose(weights),
  };
}
