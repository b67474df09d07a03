import { writeEncoder } from '../../model/hugging-face.ts';
import { type TrainedEncoder, weightsOf } from '../encoder/trained-encoder.ts';

/**
 * Writes an encoder as a Hugging Face folder: config.json, model.safetensors with the recipe in its metadata, the tokenizer's files.
 *
 * @param labels class names in id order
 * @returns path of model.safetensors
 */
export async function saveCheckpoint(
  encoder: TrainedEncoder,
  folder: string,
  labels: readonly string[],
  recipe: Record<string, unknown>,
): Promise<string> {
  return writeEncoder(folder, {
    config: encoder.config,
    weights: await weightsOf(encoder),
    metadata: { recipe: JSON.stringify(recipe) },
    labels,
    padId: encoder.tokenizer.padId,
    files: encoder.tokenizer.files(),
  });
}
