import * as tf from '@tensorflow/tfjs';
import { hasFused, runFused } from './fused.ts';

/** @returns [width], the sum of x [rows, width] over its rows; it has no gradient of its own */
export function columnSum(x: tf.Tensor2D): tf.Tensor {
  return hasFused('FusedColumnSum') ? runFused('FusedColumnSum', { x }) : tf.sum(x, 0);
}
