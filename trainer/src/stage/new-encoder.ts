import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { EncoderRecipe } from '@stillhouse/domain/recipe/encoder.ts';
import type { Tokenizer } from '../data/tokenizer.ts';
import type { EncoderConfig } from '../model/config.ts';
import { readConfig, readEncoder } from '../model/hugging-face.ts';
import { initialWeights } from '../model/initialize.ts';
import { randomFor } from '../training/random.ts';
import { encoderOf, type TrainedEncoder } from './trained-encoder.ts';

export interface NewEncoderOptions {
  recipe: EncoderRecipe;
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
      `${from} has ${config.vocabularySize} word embeddings, and the tokenizer has ${tokenizer.vocabularySize} tokens.`,
    );
  }
  const longest = config.maxPositions - config.positionOffset;
  if (longest < maxTokens) {
    throw new ExpectedError(
      'BAD_INPUT',
      `${from} takes at most ${longest} tokens; ${maxTokens} were asked for.`,
      ['data', 'maxTokens'],
    );
  }
  return { ...config, dropout };
}

/** An encoder before training: initialized from the seed, or read from the recipe's folder, in which case only a missing classifier is. */
export async function newEncoder({
  recipe,
  tokenizer,
  classes,
  maxTokens,
  seed,
}: NewEncoderOptions): Promise<TrainedEncoder> {
  const config = await encoderConfig(recipe, tokenizer, maxTokens);
  const initial = initialWeights(config, classes, randomFor(seed, 'weights'));
  const stored = recipe.from === null ? {} : (await readEncoder(recipe.from, classes)).weights;
  return encoderOf({ ...initial, ...stored }, { config, tokenizer, classes, maxTokens });
}
