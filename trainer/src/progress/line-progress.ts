import { lineOf } from './bar-progress.ts';
import { Pace } from './pace.ts';
import type { Progress } from './progress.ts';

/** Seconds between two lines about the same work. */
const interval = 5;

/** A line every few seconds, for a log or a pipe. */
export function lineProgress(write: (line: string) => void): Progress {
  return {
    begin(title, unit) {
      const pace = new Pace(undefined, unit);
      let saidAt = 0;
      return {
        update(event) {
          pace.add(event);
          if (pace.seconds - saidAt < interval) return;
          saidAt = pace.seconds;
          const facts = [pace.place, pace.rate, pace.loss, pace.left];
          write([title.padEnd(36), ...facts.filter(Boolean)].join('  '));
        },
        end(result) {
          write(lineOf(title, result, pace));
        },
      };
    },
    say: write,
  };
}
