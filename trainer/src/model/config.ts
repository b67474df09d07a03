import type { FamilyName } from './family.ts';

/** Shape of an encoder of BERT's family: what Hugging Face keeps in config.json. */
export interface EncoderConfig {
  family: FamilyName;
  vocabularySize: number;
  layers: number;
  hidden: number;
  heads: number;
  intermediate: number;
  /** Rows of the position table. */
  maxPositions: number;
  /** Row of the first token; the longest sequence has `maxPositions − positionOffset` tokens. 0 for BERT, 2 for RoBERTa. */
  positionOffset: number;
  /** Number of segments that a token can belong to; 2 for BERT, 0 where there are no such embeddings. */
  typeVocabularySize: number;
  /** Probability that an activation, or an attention weight, is dropped while training. */
  dropout: number;
  layerNormEpsilon: number;
}

/** Which output stands for the whole text: the last layer's [CLS], or the pooler's output. */
export type EmbeddingKind = 'cls' | 'pooler';
