import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { retrieval } from '@stillhouse/domain/recipe/pipeline.ts';
import { z } from 'zod';
import { openSafetensors, writeSafetensorsFile } from '../../model/safetensors.ts';

// Beside the policy, in a folder which no artifact is made of.
const outputsFile = join('retrieval', 'held-out.safetensors');

const grid = retrieval.pick({ k: true, temperature: true, beta: true, rule: true });

const description = z.strictObject({
  /** Digest of the examples that were set apart. */
  dataset: z.string(),
  /** What of the training split they are: `train[900:1000]`. */
  name: z.string(),
  grid,
});

/** What a student said of the training examples that were set apart: any retrieval can be tuned by it, and no network runs again. */
export interface HeldOutOutputs extends z.infer<typeof description> {
  /** [n, classes], its predictions */
  student: Float32Array;
  /** [n, dimension], L2-normalized: its embeddings, or the third encoder's */
  queries: Float32Array;
}

/** Keeps them in the student's folder. @param count n */
export async function saveHeldOutOutputs(
  folder: string,
  count: number,
  { student, queries, ...rest }: HeldOutOutputs,
): Promise<void> {
  const tensors = {
    student: { shape: [count, student.length / count], values: student },
    queries: { shape: [count, queries.length / count], values: queries },
  };
  const path = join(folder, outputsFile);
  await mkdir(dirname(path), { recursive: true });
  const metadata = { heldOut: JSON.stringify(description.strip().parse(rest)) };
  await writeSafetensorsFile(path, { tensors, metadata });
}

/** Those in a student's folder; null where none are kept. */
export async function readHeldOutOutputs(folder: string): Promise<HeldOutOutputs | null> {
  const file = await openSafetensors(join(folder, outputsFile)).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    throw cause;
  });
  if (!file) return null;
  try {
    const described = description.parse(JSON.parse(file.metadata.heldOut ?? 'null'));
    const [student, queries] = [await file.read('student'), await file.read('queries')];
    return { ...described, student: student.values, queries: queries.values };
  } finally {
    await file.close();
  }
}
