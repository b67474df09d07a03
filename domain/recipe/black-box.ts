import { z } from 'zod';
import { checkpointSource, noCheckpointSource } from './checkpoint-source.ts';

/** A teacher of which nothing but predictions is known, in place of one that is trained: neither its embeddings nor its layers. */
export const blackBox = z.strictObject({
  /** Its predictions of the training examples, and of the dev examples where they are known: a `.tsv`, `.jsonl` or `.npy` file (trainer/src/data/read-predictions.ts). */
  predictions: z.string().min(1),
  values: z.enum(['logits', 'probabilities']).default('logits'),
  /**
   * Keys of the knowledge base: `student`, the student's own embeddings of the training examples, or the last layer's [CLS] of a third
   * encoder, which then embeds the queries too. It is named as `teacher.from` is: a folder, a run of this machine, or a model of the Hub.
   */
  keys: z
    .string()
    .refine((keys) => checkpointSource(keys) !== null, { message: `${noCheckpointSource}, or student` })
    .default('student'),
});
export type BlackBox = z.infer<typeof blackBox>;

/** The checkpoint of the third encoder whose embeddings are the keys; null where there is none. */
export function keyCheckpoint(box: BlackBox | null): string | null {
  return box === null || box.keys === 'student' ? null : box.keys;
}
