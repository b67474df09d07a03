import { barProgress } from '../progress/bar-progress.ts';
import { lineProgress } from '../progress/line-progress.ts';
import type { Progress } from '../progress/progress.ts';

/** A bar on a terminal, a line every few seconds in a log. */
export function progressFor(stream: NodeJS.WriteStream): Progress {
  return stream.isTTY ? barProgress(stream) : lineProgress((line) => stream.write(`${line}\n`));
}
