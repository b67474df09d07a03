/** Fields that say when something was. */
export type Moment = 'startedAt' | 'finishedAt' | 'createdAt' | 'sealedAt';

/**
 * Says of a call when it was made, since it may be written much later. What was said later never has an earlier moment, even where the
 * machine's clock is put back meanwhile.
 */
export class Stamps {
  #latest = 0;

  /** The input with its moment: the one that it brings, or now. */
  on<Input>(input: Input & { [field in Moment]?: string | undefined }, field: Moment): Input {
    this.#latest = Math.max(this.#latest, Date.now());
    return { ...input, [field]: input[field] ?? new Date(this.#latest).toISOString() };
  }
}
