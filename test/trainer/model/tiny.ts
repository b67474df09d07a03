import type { EncoderConfig } from '@stillhouse/trainer/model/config.ts';
import { initialWeights } from '@stillhouse/trainer/model/initialize.ts';
import type { NamedArray } from '@stillhouse/trainer/model/safetensors.ts';
import { randomFor } from '@stillhouse/trainer/training/random.ts';

export const tiny: EncoderConfig = {
  family: 'bert',
  vocabularySize: 11,
  layers: 2,
  hidden: 8,
  heads: 2,
  intermediate: 12,
  maxPositions: 7,
  positionOffset: 0,
  typeVocabularySize: 2,
  dropout: 0.1,
  layerNormEpsilon: 1e-12,
};

/** Weights ten times larger than those of an untrained model, biases and layer norms included, so that every one of them matters. */
export function tinyWeights(classes = 3): Record<string, NamedArray> {
  const weights = initialWeights(tiny, classes, randomFor(5, 'weights'));
  const random = randomFor(6, 'weights');
  for (const { values } of Object.values(weights)) {
    values.forEach((value, i) => {
      values[i] = value + (random.next() - 0.5) * 0.6;
    });
  }
  return weights;
}
