import cliProgress from 'cli-progress';
import { clock, Pace } from './pace.ts';
import type { Progress, ProgressBar } from './progress.ts';

/** Progress bars, for a terminal. */
export function barProgress(stream: NodeJS.WriteStream): Progress {
  let running: (() => void) | undefined;
  return {
    begin(title, unit) {
      const pace = new Pace(undefined, unit);
      const bar = new cliProgress.SingleBar(
        {
          stream,
          format: '{title}  {bar} {percentage}%  {facts}',
          barCompleteChar: '█',
          barIncompleteChar: '░',
          barsize: 24,
          hideCursor: true,
          clearOnComplete: true,
          fps: 8,
          // The trainer ends bars itself, at Ctrl-C too.
          gracefulExit: false,
        },
        cliProgress.Presets.shades_classic,
      );
      let started = false;
      const shown = { title: title.padEnd(36), facts: '' };
      running = () => bar.render();
      return {
        update(event) {
          pace.add(event);
          shown.facts = [pace.rate, pace.loss, pace.left].filter(Boolean).join('  ');
          if (!started) bar.start(event.steps, event.step, shown);
          else bar.update(event.step, shown);
          started = true;
        },
        end(result) {
          running = undefined;
          if (started) bar.stop();
          stream.write(`${lineOf(title, result, pace)}\n`);
        },
      } satisfies ProgressBar;
    },
    say(line) {
      // Over the bar in progress, which is then drawn again below.
      if (running && stream.isTTY) stream.write('\r\x1b[K');
      stream.write(`${line}\n`);
      running?.();
    },
  };
}

/** How a piece of work is summed up once it is over. */
export function lineOf(title: string, result: string | undefined, pace: Pace): string {
  return [title.padEnd(36), clock(pace.seconds), pace.rate, result ?? pace.loss].filter(Boolean).join('  ');
}
