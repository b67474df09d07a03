/** Keeps the k most similar of the entries it is offered; equally similar ones in the order in which they came. */
export class Nearest {
  private readonly indices: Int32Array;
  private readonly similarities: Float32Array;
  private size = 0;

  constructor(k: number) {
    this.indices = new Int32Array(k);
    this.similarities = new Float32Array(k);
  }

  /** @param similarity already rounded to single precision */
  offer(index: number, similarity: number): void {
    const { indices, similarities } = this;
    if (this.size === indices.length) {
      if (!(similarity > similarities[this.size - 1]!)) return;
    } else {
      this.size++;
    }
    let at = this.size - 1;
    while (at > 0 && similarity > similarities[at - 1]!) {
      indices[at] = indices[at - 1]!;
      similarities[at] = similarities[at - 1]!;
      at--;
    }
    indices[at] = index;
    similarities[at] = similarity;
  }

  /** Writes what was kept, nearest first, at `start`, and forgets it. @throws Error if fewer than k entries were offered */
  moveTo(indices: Int32Array, similarities: Float32Array, start: number): void {
    if (this.size < this.indices.length)
      throw new Error(`Only ${this.size} of ${this.indices.length} neighbors.`);
    indices.set(this.indices, start);
    similarities.set(this.similarities, start);
    this.size = 0;
  }
}
