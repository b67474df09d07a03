import type { ProgressBar } from '../../progress/progress.ts';
import type { StageContext } from '../training-context.ts';
import type { MetricBuffer } from './metric-buffer.ts';

/** A stage's context whose steps become metrics and move the bar. @param prefix of the metrics' names: `head/`, or nothing */
export function reporting(
  bar: ProgressBar,
  metrics: MetricBuffer,
  seed: number,
  signal: AbortSignal,
  prefix = '',
): StageContext {
  let before = performance.now();
  const prefixed = (values: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}${name}`, value]));
  return {
    seed,
    signal,
    onStep(event) {
      const now = performance.now();
      const points = {
        ...event.metrics,
        epoch: event.epoch,
        examplesPerSecond: (1000 * event.examples) / (now - before),
        ...(event.tokens && { tokensPerSecond: (1000 * event.tokens) / (now - before) }),
      };
      before = now;
      metrics.work.add(event.examples, event.tokens ?? 0);
      metrics.log(event.step, prefixed(points));
      bar.update({ ...event, loss: event.metrics.loss });
    },
    onEvaluation: (step, evaluated) => metrics.log(step, prefixed(evaluated)),
  };
}
