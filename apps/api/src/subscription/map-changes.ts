/**
 * Another iterator's values, each turned into one of its own; those turned into null are left out. Leaving leaves the other at once, also
 * while it is waited for.
 */
export function mapChanges<From, To>(
  source: AsyncIterableIterator<From>,
  turn: (value: From) => To | null | Promise<To | null>,
): AsyncIterableIterator<To> {
  return {
    async next() {
      for (;;) {
        const step = await source.next();
        if (step.done) return { done: true, value: undefined };
        const value = await turn(step.value);
        if (value !== null) return { done: false, value };
      }
    },
    async return() {
      await source.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
