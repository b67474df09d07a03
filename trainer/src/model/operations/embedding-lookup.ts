import * as tf from '@tensorflow/tfjs';
import { withGradient } from './custom-gradient.ts';
import { hasFused, runFused } from './fused.ts';

/**
 * Rows of a table.
 *
 * @param table [entries, width]
 * @param ids [rows] int32, each below `entries`
 * @returns [rows, width]
 */
export function embeddingLookup(table: tf.Tensor2D, ids: tf.Tensor1D): tf.Tensor2D {
  const [entries] = table.shape;
  return withGradient(
    [table],
    () => ({
      value: hasFused('FusedGatherRows')
        ? (runFused('FusedGatherRows', { table, ids }) as tf.Tensor2D)
        : tf.gather(table, ids),
      keep: [ids],
    }),
    (dy, [ids]) => [tf.unsortedSegmentSum(dy, ids as tf.Tensor1D, entries)],
  );
}
