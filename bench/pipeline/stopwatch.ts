import type { Progress } from '@stillhouse/trainer/progress/progress.ts';
import type { Recorder } from '@stillhouse/trainer/record/recorder.ts';

/** Seconds by name, in the order in which the names first came. */
export class Stopwatch {
  readonly seconds = new Map<string, number>();

  add(name: string, since: number): void {
    this.seconds.set(name, (this.seconds.get(name) ?? 0) + (performance.now() - since) / 1000);
  }
}

/** Counts the time of each piece of work that is shown, by its title. */
export function timedProgress(stages: Stopwatch): Progress {
  return {
    begin(title) {
      const since = performance.now();
      return { update: () => undefined, end: () => stages.add(title, since) };
    },
    say: () => undefined,
  };
}

/** Counts the time until each call is safe in the database, by the call's name. */
export function timedRecorder(recorder: Recorder, calls: Stopwatch): Recorder {
  return new Proxy(recorder, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]) => {
        const since = performance.now();
        try {
          return await member.apply(target, args);
        } finally {
          calls.add(String(name), since);
        }
      };
    },
  });
}
