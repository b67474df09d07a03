import { batchOf, encodeExamples } from '../../data/batch.ts';
import type { ExampleSet } from '../../data/example.ts';
import type { EncoderInputs } from '../../model/bert.ts';
import { inputsOf } from './encoder-inputs.ts';
import type { TrainedEncoder } from './trained-encoder.ts';

/** The examples at some positions as one network reads them, by its own tokenizer. */
export function readerOf(
  { tokenizer, maxTokens }: Pick<TrainedEncoder, 'tokenizer' | 'maxTokens'>,
  { examples }: ExampleSet,
): (positions: ArrayLike<number>) => EncoderInputs {
  const encoded = encodeExamples(tokenizer, examples, maxTokens);
  return (positions) => inputsOf(batchOf(encoded, positions));
}
