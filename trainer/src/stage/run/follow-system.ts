import type { SystemWatch } from '../../system/system-watch.ts';
import type { MetricBuffer } from './metric-buffer.ts';

/**
 * Records what the machine does while a run goes on, `system/…`, and how fast the run is, by second since the run began: unlike steps
 * these go on from stage to stage, and where the run is taken up again.
 *
 * @param began milliseconds since 1970
 * @returns what ends that
 */
export function followSystem(watch: SystemWatch, metrics: MetricBuffer, began: number): () => void {
  let before = { ...metrics.work, at: performance.now() };
  return watch.listen((sample) => {
    const now = { ...metrics.work, at: performance.now() };
    const seconds = (now.at - before.at) / 1000;
    metrics.log(Math.max(0, Math.round((Date.now() - began) / 1000)), {
      ...sample,
      'system/examplesPerSecond': (now.examples - before.examples) / seconds,
      'system/tokensPerSecond': (now.tokens - before.tokens) / seconds,
    });
    before = now;
  });
}
