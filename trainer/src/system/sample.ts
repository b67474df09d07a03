import { type GpuUse, gpuUses } from './nvidia-smi.ts';

/** What the process and the machine's GPUs do: value by metric, `system/…`. */
export type SystemSample = Record<string, number>;

/**
 * Takes samples: the processor's use between two calls, in percent of one core, and memory and GPUs at the moment. A machine without
 * nvidia-smi is asked for its GPUs once; where it has answered before, one that fails to leaves a gap in its curves and is asked again.
 *
 * @param gpus what the GPUs do; throws where there are none
 */
export function systemSampler(gpus: () => Promise<GpuUse[]> = gpuUses): () => Promise<SystemSample> {
  let before = { cpu: process.cpuUsage(), at: performance.now() };
  let hasGpus: boolean | null = null;
  return async () => {
    const now = { cpu: process.cpuUsage(), at: performance.now() };
    const microseconds = now.cpu.user + now.cpu.system - before.cpu.user - before.cpu.system;
    const cpuPercent = microseconds / 10 / Math.max(1, now.at - before.at);
    before = now;
    const uses = hasGpus === false ? null : await gpus().catch(() => null);
    hasGpus ??= uses !== null;
    return {
      'system/cpuPercent': cpuPercent,
      'system/rssBytes': process.memoryUsage.rss(),
      ...Object.assign({}, ...(uses ?? []).map(metricsOf)),
    };
  };
}

/** `system/gpu0/percent`, `system/gpu0/memoryBytes`, … */
export function metricsOf({ index, ...use }: GpuUse): SystemSample {
  return Object.fromEntries(
    Object.entries(use).map(([name, value]) => [`system/gpu${index}/${name}`, value]),
  );
}
