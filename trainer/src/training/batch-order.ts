import { type Random, shuffled } from '@stillhouse/domain/random/random.ts';

/** Endless batches of positions 0 … size − 1: each pass holds every position once, in a new random order; its last batch may be smaller. */
export function* batchOrder(size: number, batchSize: number, random: Random): Generator<Int32Array, never> {
  if (size < 1) throw new RangeError('There are no examples to train on.');
  for (;;) {
    const order = shuffled(
      Array.from({ length: size }, (_, i) => i),
      random,
    );
    for (let start = 0; start < size; start += batchSize) {
      yield Int32Array.from(order.slice(start, start + batchSize));
    }
  }
}
