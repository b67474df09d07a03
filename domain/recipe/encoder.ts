import { z } from 'zod';

/** Shape of a BERT encoder that is trained from scratch, and its dropout. */
const shape = {
  layers: z.int().min(1).max(48),
  hidden: z.int().min(8).max(4096),
  heads: z.int().min(1).max(64),
  intermediate: z.int().min(8).max(16384),
  dropout: z.number().min(0).lt(1),
};

/** How an encoder's weights are trained: AdamW with linear warm-up and linear decay. */
export const training = z.strictObject({
  epochs: z.number().positive().max(1000),
  batchSize: z.int().min(1).max(4096),
  learningRate: z.number().positive().max(1),
  /** Share of all steps during which the learning rate rises from 0. */
  warmup: z.number().min(0).max(1),
  weightDecay: z.number().min(0).max(1),
  /** Largest global norm of the gradient; null for no clipping. */
  clipNorm: z.number().positive().nullable(),
});
export type Training = z.infer<typeof training>;

const fields = {
  ...shape,
  /** A local Hugging Face BERT folder (config.json, vocab.txt or tokenizer.json, model.safetensors) to start from; null: from scratch. */
  from: z.string().nullable(),
  training,
};

const headsDivideHidden = (value: { hidden: number; heads: number }) => value.hidden % value.heads === 0;
const notAMultiple = { message: 'must be a multiple of heads', path: ['hidden'] };

export const teacherEncoder = z.strictObject(fields).refine(headsDivideHidden, notAMultiple);

export const studentEncoder = z
  .strictObject({
    ...fields,
    /** Which output is x: the last layer's [CLS], or the pooler's output. */
    embedding: z.enum(['cls', 'pooler']),
  })
  .refine(headsDivideHidden, notAMultiple);

export type EncoderRecipe = z.infer<typeof teacherEncoder>;
export type StudentEncoderRecipe = z.infer<typeof studentEncoder>;
