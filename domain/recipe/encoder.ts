import { z } from 'zod';
import { checkpointSource, noCheckpointSource } from './checkpoint-source.ts';

/** Shape of a BERT encoder that is trained from scratch, and its dropout. */
const shape = {
  layers: z.int().min(1).max(48),
  hidden: z.int().min(8).max(4096),
  heads: z.int().min(1).max(64),
  intermediate: z.int().min(8).max(16384),
  dropout: z.number().min(0).lt(1),
};

/** Watching the held-out examples while training goes on. */
const evaluation = z
  .strictObject({
    /** Steps between two evaluations, the last step is always one; null for none. With them the best weights are kept, and are the result. */
    every: z.int().min(1).nullable().default(null),
    /** What makes weights the best: the mean of the task's scores (highest; undefined and constant predictions never are), or the mean loss of the gold labels (lowest). */
    by: z.enum(['score', 'loss']).default('score'),
    /** Stop after so many evaluations in a row without a better one; null: train all epochs. */
    patience: z.int().min(1).nullable().default(null),
  })
  .refine(({ every, patience }) => patience === null || every !== null, {
    message: 'requires evaluation.every, since early stopping compares evaluations',
    path: ['patience'],
  });

/** How an encoder's weights are trained: AdamW with linear warm-up and linear decay. */
export const training = z.strictObject({
  epochs: z.number().positive().max(1000),
  /** Examples of one step. */
  batchSize: z.int().min(1).max(4096),
  /**
   * Examples that are computed side by side: a step adds up the gradients of its parts, which takes less memory and gives the same mean
   * gradient. An objective that relates the examples of a batch to each other relates those of a part. null: the whole batch at once.
   */
  microBatch: z.int().min(1).max(4096).nullable().default(null),
  /** Batches of texts of like length, which need less padding. */
  bucketByLength: z.boolean().default(false),
  learningRate: z.number().positive().max(1),
  /** Share of all steps during which the learning rate rises from 0. */
  warmup: z.number().min(0).max(1),
  weightDecay: z.number().min(0).max(1),
  /** Largest global norm of the gradient; null for no clipping. */
  clipNorm: z.number().positive().nullable(),
  /** Stop, as diverged, where the smoothed loss is over so many times the first one (or 1, if that was less); null: only where it is not finite. */
  divergence: z.number().gt(1).nullable().default(20),
  evaluation: evaluation.prefault({}),
});
export type Training = z.infer<typeof training>;

const fields = {
  ...shape,
  /**
   * A Hugging Face checkpoint of BERT's family to start from, with its shape and tokenizer: a folder (`./models/bert`, `/data/bert`, `~/bert`:
   * it begins with `.`, `/`, `~` or a drive), the id of a run whose checkpoint is on this machine, or else a model of the Hub
   * (`google/bert_uncased_L-2_H-128_A-2`, `owner/name@revision`).
   * null: none.
   */
  from: z
    .string()
    .refine((from) => checkpointSource(from) !== null, { message: noCheckpointSource })
    .nullable(),
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
    /**
     * Which layers the student's own begin as, with the embeddings and the pooler beside them: those of `from`, or of this recipe's
     * trained teacher where `from` is null. `first` and `last`: as many as the student has; `evenly-spaced`: layer ⌊i·L/l⌋ of L for the
     * student's i of l, every other one where it has half as many; or their numbers, counted from 0 as in a checkpoint's tensor names.
     * Widths must be equal. null: no choice, that is the whole of `from`, or random weights where that is null as well.
     */
    initialize: z
      .union([z.enum(['first', 'last', 'evenly-spaced']), z.array(z.int().min(0)).min(1)])
      .nullable()
      .default(null),
  })
  .refine(headsDivideHidden, notAMultiple)
  .refine(({ initialize, layers }) => !Array.isArray(initialize) || initialize.length === layers, {
    message: 'must name as many layers as student.layers says',
    path: ['initialize'],
  });

export type EncoderRecipe = z.infer<typeof teacherEncoder>;
export type StudentEncoderRecipe = z.infer<typeof studentEncoder>;
