import type { Recorder } from '@stillhouse/trainer/record/recorder.ts';

/** The process is dead. */
export class Killed extends Error {}

/** Calls after which what was begun is not whole, or whose repetition could begin it anew. */
const torn: readonly string[] = [
  'createKnowledgeBase',
  'writeEntries',
  'sealKnowledgeBase',
  'createEvaluation',
  'writePredictions',
  'finishEvaluation',
];

/**
 * Recorders of a process that dies again and again: each of the calls above, with each of its inputs, is once the last that it makes,
 * before it takes effect or after, in turns.
 */
export class DyingRecorders {
  killed = 0;
  readonly #real: Recorder;
  readonly #seen = new Set<string>();

  constructor(real: Recorder) {
    this.#real = real;
  }

  /** That of the next process. */
  next(): Recorder {
    let dead = false;
    const calls = Object.entries(this.#real).map(([method, call]: [string, Call]) => {
      const dying: Call = async (...given) => {
        if (dead) throw new Killed('It is dead already.');
        const what = identityOf(method, given[0]);
        const last = torn.includes(method) && !this.#seen.has(what);
        this.#seen.add(what);
        if (!last || this.killed % 2 === 0) await call(...given);
        if (!last) return;
        this.killed++;
        dead = true;
        throw new Killed(what);
      };
      return [method, dying];
    });
    return Object.fromEntries(calls);
  }

  /** Lets processes work one after the other until one comes to the end. @returns what that one returns */
  async survive<Result>(work: (recorder: Recorder) => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        return await work(this.next());
      } catch (error) {
        const first = error instanceof AggregateError ? error.errors[0] : error;
        if (!(first instanceof Killed) || this.killed > 50) throw error;
      }
    }
  }
}

type Call = (...given: unknown[]) => Promise<void>;

function identityOf(method: string, input: unknown): string {
  const { id, evaluation, knowledgeBase, start } = (input ?? {}) as Record<string, unknown>;
  return [method, id, evaluation, knowledgeBase, start].join(' ');
}
