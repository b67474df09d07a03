import { type Random, shuffled } from '@stillhouse/domain/random/random.ts';

export interface BatchOrderOptions {
  /** Examples there are; at least 1. */
  size: number;
  batchSize: number;
  random: Random;
  /** [size], how long each example is: batches then hold examples of like length. Left out: whatever the shuffle gives. */
  lengths?: ArrayLike<number> | null;
}

/** Where an order stands. */
export interface BatchPosition {
  /** State of the random source before the pass in progress was drawn. */
  random: number;
  /** Batches taken of that pass. */
  taken: number;
}

/** Batches whose examples are sorted by length together: few enough that a pass stays random, many enough that lengths fit. */
const bucketBatches = 50;

/** Endless batches of positions 0 … size − 1: each pass holds every position once, in a new random order; one batch of it may be smaller. */
export class BatchOrder {
  readonly #options: BatchOrderOptions;
  #passStart: number;
  #pass: Int32Array[] = [];
  #taken = 0;

  constructor(options: BatchOrderOptions) {
    if (options.size < 1) throw new RangeError('There are no examples to train on.');
    this.#options = options;
    this.#passStart = options.random.state;
  }

  next(): Int32Array {
    if (this.#taken === this.#pass.length) this.#drawPass();
    const batch = this.#pass[this.#taken++];
    if (!batch) throw new Error('A pass holds at least one batch.');
    return batch;
  }

  get position(): BatchPosition {
    return { random: this.#passStart, taken: this.#taken };
  }

  /** Goes to a position of an order over as many examples in batches of the same size: the same batches follow. */
  moveTo({ random, taken }: BatchPosition): void {
    this.#options.random.state = random;
    this.#drawPass();
    this.#taken = taken;
  }

  #drawPass(): void {
    const { size, batchSize, random, lengths } = this.#options;
    this.#passStart = random.state;
    this.#taken = 0;
    const order = shuffled([...Array(size).keys()], random);
    this.#pass = lengths ? bucketed(order, batchSize, lengths, random) : inBatches(order, batchSize);
  }
}

function inBatches(order: readonly number[], batchSize: number): Int32Array[] {
  const batches: Int32Array[] = [];
  for (let start = 0; start < order.length; start += batchSize) {
    batches.push(Int32Array.from(order.slice(start, start + batchSize)));
  }
  return batches;
}

/** Sorts by length within stretches of the shuffled order, cuts those into batches, and shuffles the batches. */
function bucketed(
  order: readonly number[],
  batchSize: number,
  lengths: ArrayLike<number>,
  random: Random,
): Int32Array[] {
  const stretch = batchSize * bucketBatches;
  const batches: Int32Array[] = [];
  for (let start = 0; start < order.length; start += stretch) {
    const sorted = order.slice(start, start + stretch).sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0));
    batches.push(...inBatches(sorted, batchSize));
  }
  return shuffled(batches, random);
}
