import { type Environment, readEnvironment } from '../environment.ts';
import { lineProgress } from '../progress/line-progress.ts';
import type { Progress } from '../progress/progress.ts';
import { type OpenedRecorder, openRecorder } from '../record/open-recorder.ts';
import { destinationOf } from './destination.ts';
import { interruptible } from './interrupt.ts';

/** What a command works with. */
export interface Workplace extends Pick<OpenedRecorder, 'reader' | 'recorder'> {
  environment: Environment;
  progress: Progress;
  signal: AbortSignal;
}

/** Does a command's work with an open recorder and interruptible by Ctrl-C, its progress in lines on stderr, and closes the recorder after it. */
export async function withRecorder(
  api: string | undefined,
  work: (workplace: Workplace) => Promise<void>,
): Promise<void> {
  const environment = readEnvironment();
  const progress = lineProgress((line) => process.stderr.write(`${line}\n`));
  const interruption = interruptible((line) => progress.say(line));
  const opened = await openRecorder(destinationOf(environment, api, (line) => progress.say(line)));
  const { reader, recorder } = opened;
  try {
    await work({ environment, progress, reader, recorder, signal: interruption.signal });
  } catch (error) {
    process.exitCode = interruption.exitCode() ?? 1;
    throw error;
  } finally {
    await opened.close();
    interruption.release();
  }
}
