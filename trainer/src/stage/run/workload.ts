/** How much of a run was worked through, readable from other threads while it grows. */
export class Workload {
  /** [examples, tokens] */
  readonly counts = new BigInt64Array(new SharedArrayBuffer(16));

  /** @param tokens padding not counted */
  add(examples: number, tokens: number): void {
    Atomics.add(this.counts, 0, BigInt(examples));
    Atomics.add(this.counts, 1, BigInt(tokens));
  }
}
