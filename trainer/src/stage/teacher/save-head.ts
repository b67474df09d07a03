import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSafetensors } from '../../model/safetensors.ts';
import type { ProjectionHead } from './train-head.ts';

/** Writes the projection head beside its teacher, as head.safetensors: weight [inputs, outputs], bias [outputs]. */
export async function saveHead(
  { inputs, outputs, weight, bias }: ProjectionHead,
  folder: string,
): Promise<void> {
  const tensors = {
    weight: { shape: [inputs, outputs], values: weight },
    bias: { shape: [outputs], values: bias },
  };
  await writeFile(join(folder, 'head.safetensors'), writeSafetensors({ tensors, metadata: {} }));
}
