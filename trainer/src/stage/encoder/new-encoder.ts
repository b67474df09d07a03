import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { EncoderRecipe } from '@stillhouse/domain/recipe/encoder.ts';
import type { Tokenizer } from '../../data/tokenizer.ts';
import { chooseLayers, type LayerChoice } from '../../model/choose-layers.ts';
import type { EncoderConfig } from '../../model/config.ts';
import { copyLayers } from '../../model/copy-layers.ts';
import { readConfig, readEncoder } from '../../model/hugging-face.ts';
import { initialWeights } from '../../model/initialize.ts';
import { randomFor } from '../../training/random.ts';
import { encoderOf, type TrainedEncoder } from './trained-encoder.ts';

/** Layers of a checkpoint that an encoder begins with. */
export interface CopiedLayers {
  folder: string;
  choice: LayerChoice;
}

export interface NewEncoderOptions {
  /** Its `from` is a folder of this machine. */
  recipe: EncoderRecipe;
  /** Layers to begin with instead of the whole of `recipe.from`, which then plays no part. */
  copied?: CopiedLayers | null;
  tokenizer: Tokenizer;
  classes: number;
  maxTokens: number;
  seed: number;
}

/**
 * The shape of the encoder that a recipe asks for: its own, or that of the Hugging Face folder it starts from, with the recipe's dropout.
 *
 * @throws ExpectedError where the folder does not fit the tokenizer or is made for shorter texts
 */
export async function encoderConfig(
  recipe: EncoderRecipe,
  tokenizer: Tokenizer,
  maxTokens: number,
): Promise<EncoderConfig> {
  const { dropout, from } = recipe;
  if (from === null) {
    const { layers, hidden, heads, intermediate } = recipe;
    return {
      family: 'bert',
      vocabularySize: tokenizer.vocabularySize,
      layers,
      hidden,
      heads,
      intermediate,
      maxPositions: maxTokens,
      positionOffset: 0,
      typeVocabularySize: 2,
      dropout,
      layerNormEpsilon: 1e-12,
    };
  }
  const config = await readConfig(from);
  if (config.vocabularySize < tokenizer.vocabularySize) {
    throw new ExpectedError(
      'BAD_INPUT',
      `${from} has ${config.vocabularySize} word embeddings, and the tokenizer has ${tokenizer.vocabularySize} tokens: they do not belong together; take both from one model.`,
    );
  }
  const types = tokenizer.encode(['a', 'b'], 16).typeIds.reduce((most, type) => Math.max(most, type + 1), 0);
  if (config.typeVocabularySize > 0 && config.typeVocabularySize < types) {
    throw new ExpectedError(
      'BAD_INPUT',
      `${from} has ${config.typeVocabularySize} token types, and the tokenizer makes ${types}: they do not belong together; take both from one model.`,
    );
  }
  const longest = config.maxPositions - config.positionOffset;
  if (longest < maxTokens) {
    throw new ExpectedError(
      'BAD_INPUT',
      `${from} takes at most ${longest} tokens; ${maxTokens} were asked for: set data.maxTokens to ${longest} or less.`,
      ['data', 'maxTokens'],
    );
  }
  return { ...config, dropout };
}

/**
 * An encoder before training: initialized from the seed, or read from the recipe's folder, or made of layers of a checkpoint. Only what the
 * checkpoint does not have (a classifier for these classes) is then drawn from the seed.
 *
 * @throws ExpectedError where the checkpoint does not fit the tokenizer or is made for shorter texts
 */
export async function newEncoder(options: NewEncoderOptions): Promise<TrainedEncoder> {
  const { recipe, copied, tokenizer, classes, maxTokens, seed } = options;
  const from = copied ? copied.folder : recipe.from;
  const whole = await encoderConfig({ ...recipe, from }, tokenizer, maxTokens);
  const config = copied ? { ...whole, layers: recipe.layers } : whole;
  const initial = initialWeights(config, classes, randomFor(seed, 'weights'));
  const stored = from === null ? {} : (await readEncoder(from, classes)).weights;
  const begun = copied
    ? copyLayers(stored, chooseLayers(copied.choice, recipe.layers, whole.layers))
    : stored;
  return encoderOf({ ...initial, ...begun }, { config, tokenizer, classes, maxTokens });
}
