import type { EncoderConfig } from '@stillhouse/trainer/model/config.ts';

/** A BERT to measure. All have BERT's vocabulary and two classes. */
export interface Size {
  name: string;
  layers: number;
  hidden: number;
  heads: number;
}

export const sizes: readonly Size[] = [
  { name: 'tiny', layers: 2, hidden: 128, heads: 2 },
  { name: 'mini', layers: 4, hidden: 256, heads: 4 },
  { name: 'small', layers: 4, hidden: 512, heads: 8 },
  { name: 'base', layers: 12, hidden: 768, heads: 12 },
];

export const classes = 2;
export const vocabularySize = 30522;
/** Texts of a batch, and tokens of each. */
export const batch = 16;
export const tokens = 64;

export function configOf({ layers, hidden, heads }: Size): EncoderConfig {
  return {
    family: 'bert',
    vocabularySize,
    layers,
    hidden,
    heads,
    intermediate: 4 * hidden,
    maxPositions: tokens,
    positionOffset: 0,
    typeVocabularySize: 2,
    dropout: 0.1,
    layerNormEpsilon: 1e-12,
  };
}
