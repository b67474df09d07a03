import * as tf from '@tensorflow/tfjs';
import type { Batch } from '../../data/batch.ts';
import type { EncoderInputs } from '../../model/bert.ts';

/** A batch as tensors. */
export function inputsOf({ size, tokens, ids, typeIds, mask }: Batch): EncoderInputs {
  return {
    ids: tf.tensor2d(ids, [size, tokens], 'int32'),
    typeIds: tf.tensor2d(typeIds, [size, tokens], 'int32'),
    mask: tf.tensor2d(mask, [size, tokens], 'float32'),
  };
}
