import { fileURLToPath } from 'node:url';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { runTool } from '../../backend/tensorflow/run-tool.ts';
import type { TrainingStepCheck } from '../../stage/encoder/try-training-step.ts';

/** What the process that tried the backend found. */
export interface Verdict {
  usable: boolean;
  reason: string;
  device: string | null;
  /** null where the backend is not usable. */
  check: TrainingStepCheck | null;
  agrees: boolean;
}

/**
 * Trains a step on the backend in a process of its own and compares it with plain JavaScript.
 *
 * @returns what was found, as a sentence
 * @throws ExpectedError UNAVAILABLE where the library does not load, or computes something else
 */
export async function verifyLibrary(
  backend: 'tfjs-node' | 'tfjs-node-gpu',
  signal: AbortSignal,
): Promise<string> {
  const script = fileURLToPath(new URL('./verify-process.ts', import.meta.url));
  const { code, output } = await runTool(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), script, backend],
    { signal },
  );
  const line = output.split('\n').findLast((each) => each.startsWith('{"usable"'));
  if (code !== 0 || line === undefined) {
    const end = output.trimEnd().split('\n').slice(-12).join('\n');
    throw new ExpectedError(
      'UNAVAILABLE',
      `The library was built but does not run (status ${code}):\n${end}`,
    );
  }
  const verdict = JSON.parse(line) as Verdict;
  if (verdict.check === null) {
    throw new ExpectedError('UNAVAILABLE', `The library was built but cannot be used. ${verdict.reason}`);
  }
  const { loss, farthestGradient, farthestWeight } = verdict.check;
  const numbers =
    `loss ${loss.join(' and ')}; gradients differ by ${farthestGradient.toExponential(1)} of their norm, ` +
    `weights by ${farthestWeight.toExponential(1)} of the step`;
  if (!verdict.agrees) {
    throw new ExpectedError(
      'UNAVAILABLE',
      `A training step on ${backend} differs from plain JavaScript: ${numbers}.`,
    );
  }
  return `A training step on ${verdict.device ?? backend} agrees with plain JavaScript: ${numbers}.`;
}
