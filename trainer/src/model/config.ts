/** Shape of a BERT encoder: what Hugging Face keeps in config.json. */
export interface EncoderConfig {
  vocabularySize: number;
  layers: number;
  hidden: number;
  heads: number;
  intermediate: number;
  /** Longest sequence in tokens. */
  maxPositions: number;
  /** Number of segments that a token can belong to; 2 for BERT. */
  typeVocabularySize: number;
  /** Probability that an activation, or an attention weight, is dropped while training. */
  dropout: number;
  layerNormEpsilon: number;
}

/** Which output stands for the whole text: the last layer's [CLS], or the pooler's output. */
export type EmbeddingKind = 'cls' | 'pooler';
