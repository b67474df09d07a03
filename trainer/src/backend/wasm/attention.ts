import type * as tf from '@tensorflow/tfjs';
import {
  type Attributes,
  dimension,
  type KernelModule,
  registerWasmKernel,
  required,
} from './kernel-module.ts';

/** Registers attention over all heads at once, and its gradient: no transposes between [tokens, heads] and [heads, tokens]. */
export function registerAttention(kernels: KernelModule): void {
  const { call, pointer, output } = kernels;

  registerWasmKernel('FusedAttention', (inputs, attributes) => {
    const q = required(inputs, 'q');
    const k = required(inputs, 'k');
    const sizes = sizesOf(q, k, attributes);
    const context = output(q.shape);
    const weights = output([sizes.batch, sizes.heads, sizes.queries, sizes.tokens]);
    call.attention(
      ...Object.values(sizes),
      ...dropoutOf(attributes),
      pointer(q),
      pointer(k),
      pointer(required(inputs, 'v')),
      pointer(required(inputs, 'mask')),
      pointer(context),
      pointer(weights),
      kernels.temporary(4 * sizes.queries * sizes.tokens),
      kernels.scratch,
    );
    return [context, weights];
  });

  registerWasmKernel('FusedAttentionGradient', (inputs, attributes) => {
    const q = required(inputs, 'q');
    const k = required(inputs, 'k');
    const v = required(inputs, 'v');
    const sizes = sizesOf(q, k, attributes);
    const slopes = [output(q.shape), output(k.shape), output(v.shape)];
    call.attentionGradient(
      ...Object.values(sizes),
      ...dropoutOf(attributes),
      pointer(q),
      pointer(k),
      pointer(v),
      pointer(required(inputs, 'weights')),
      pointer(required(inputs, 'dcontext')),
      ...slopes.map(pointer),
      kernels.temporary(8 * sizes.queries * sizes.tokens),
      kernels.scratch,
    );
    return slopes;
  });
}

/** In the order of the kernel's arguments. */
function sizesOf(q: tf.TensorInfo, k: tf.TensorInfo, { heads = 1 }: Attributes) {
  const depth = dimension(q, -1) / heads;
  return {
    batch: dimension(q, 0),
    heads,
    queries: dimension(q, 1),
    tokens: dimension(k, 1),
    depth,
    scale: 1 / Math.sqrt(depth),
  };
}

function dropoutOf({ seed = 0, threshold = 0, scale = 1 }: Attributes): [number, number, number] {
  return [seed, threshold, scale];
}
