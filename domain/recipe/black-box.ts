import { z } from 'zod';

/** A teacher of which nothing but predictions is known, in place of one that is trained: neither its embeddings nor its layers. */
export const blackBox = z.strictObject({
  /** Its predictions of the training examples, and of the dev examples where they are known: a file (trainer/src/data/read-predictions.ts). */
  predictions: z.string().min(1),
  values: z.enum(['logits', 'probabilities']).default('logits'),
  /** Keys of the knowledge base: the student's own embeddings of the training examples, or those of the encoder in this folder. */
  keys: z.union([z.literal('student'), z.string().min(1)]).default('student'),
});
export type BlackBox = z.infer<typeof blackBox>;
