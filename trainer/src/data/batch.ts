import type { Example } from './example.ts';
import type { Encoding, Tokenizer } from './tokenizer.ts';

/** Examples side by side, padded to the longest of them. Row-major. */
export interface Batch {
  size: number;
  tokens: number;
  /** [size, tokens] */
  ids: Int32Array;
  /** [size, tokens] */
  typeIds: Int32Array;
  /** [size, tokens], 1 = real token, 0 = padding */
  mask: Float32Array;
  /** [size], position of each row's example in its set */
  indices: Int32Array;
  /** [size], class ids or gold scores; null where an example of the batch has none */
  labels: Float32Array | null;
}

/** Examples with their tokens, made once and batched many times. */
export interface EncodedExamples {
  size: number;
  padId: number;
  encodings: readonly Encoding[];
  labels: readonly (number | null)[];
}

/** Tokenizes each example once. */
export function encodeExamples(
  tokenizer: Tokenizer,
  examples: readonly Example[],
  maxTokens: number,
): EncodedExamples {
  return {
    size: examples.length,
    padId: tokenizer.padId,
    encodings: examples.map((example) => tokenizer.encode(example.texts, maxTokens)),
    labels: examples.map((example) => example.label),
  };
}

/**
 * The batch of the examples at `indices`, in that order, padded to the longest of them.
 *
 * @param indices at least one position in `encoded`
 * @returns row i holds example `indices[i]`
 */
export function batchOf(encoded: EncodedExamples, indices: ArrayLike<number>): Batch {
  const size = indices.length;
  const rows = Array.from(indices, (index) => {
    const encoding = encoded.encodings[index];
    if (!encoding) throw new RangeError(`Example ${index} is not in a set of ${encoded.size}.`);
    return encoding;
  });
  const tokens = Math.max(1, ...rows.map((row) => row.ids.length));
  const ids = new Int32Array(size * tokens).fill(encoded.padId);
  const typeIds = new Int32Array(size * tokens);
  const mask = new Float32Array(size * tokens);
  rows.forEach((row, i) => {
    ids.set(row.ids, i * tokens);
    typeIds.set(row.typeIds, i * tokens);
    mask.fill(1, i * tokens, i * tokens + row.ids.length);
  });
  const labels = Array.from(indices, (index) => encoded.labels[index] ?? null);
  return {
    size,
    tokens,
    ids,
    typeIds,
    mask,
    indices: Int32Array.from(indices),
    labels: labels.some((label) => label === null) ? null : Float32Array.from(labels as number[]),
  };
}

/** Consecutive batches over `order`, each of `batchSize` but perhaps the last; every example of `order` once. */
export function* batchesOf(
  encoded: EncodedExamples,
  order: ArrayLike<number>,
  batchSize: number,
): Generator<Batch> {
  for (let start = 0; start < order.length; start += batchSize) {
    const end = Math.min(order.length, start + batchSize);
    yield batchOf(
      encoded,
      Array.from({ length: end - start }, (_, i) => order[start + i]!),
    );
  }
}
