import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Training } from '@stillhouse/domain/recipe/encoder.ts';
import { writeFileAtomically } from '../../file/write-atomically.ts';
import { readSafetensors, writeSafetensors } from '../../model/safetensors.ts';
import { stepsOf } from '../../training/schedule.ts';

/**
 * Steps of a teacher's training at which a student of RCO looks at it before its end: `anchors` − 1 of them, equally far apart.
 *
 * @param size number of training examples
 */
export function routeSteps({ batchSize, epochs }: Training, size: number, anchors: number): number[] {
  const steps = stepsOf(size, batchSize, epochs);
  const all = Array.from({ length: anchors - 1 }, (_, i) => Math.round(((i + 1) * steps) / anchors));
  return [...new Set(all)].filter((step) => step > 0 && step < steps);
}

/** Keeps what a teacher says of the training examples after one of its steps. @param logits [n, classes] */
export async function saveRoutePoint(
  folder: string,
  step: number,
  logits: Float32Array,
  classes: number,
): Promise<void> {
  const tensors = { logits: { shape: [logits.length / classes, classes], values: logits } };
  await writeFileAtomically(pathOf(folder, step), writeSafetensors({ tensors, metadata: {} }));
}

/** What it said at those of the steps that its training reached: one that stopped early passed by fewer. @returns [n, classes] each */
export async function readRoute(folder: string, steps: readonly number[]): Promise<Float32Array[]> {
  const route: Float32Array[] = [];
  for (const step of steps) {
    const path = pathOf(folder, step);
    const file = await readFile(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    const { logits } = file ? readSafetensors(file, path).tensors : {};
    if (logits) route.push(logits.values);
  }
  return route;
}

function pathOf(folder: string, step: number): string {
  return join(folder, 'route', `step-${String(step).padStart(9, '0')}.safetensors`);
}
