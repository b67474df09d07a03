import { z } from 'zod';
import { customTask } from '../task/custom-task.ts';
import { tasks } from '../task/task.ts';
import { blackBox } from './black-box.ts';
import { studentEncoder, teacherEncoder } from './encoder.ts';
import { objective } from './objective.ts';

const taskId = z.enum(tasks.map((task) => task.id) as [string, ...string[]]);
const grid = <T extends z.ZodType>(value: T) => z.array(value).min(1).max(50);

export const data = z.strictObject({
  /** A known task by its id, or one of one's own, defined. */
  task: z.union([taskId, customTask]),
  /** Take only the first so many examples of a split, after a seeded shuffle for the training split; null: all. */
  limit: z.strictObject({ train: z.int().min(8).nullable(), dev: z.int().min(1).nullable() }),
  /** Share of the training examples set apart for choosing K, τ and β; they are neither trained on nor entered into the knowledge base. */
  heldOut: z.number().gt(0).lt(0.9),
  /** Longest sequence in tokens, [CLS] and [SEP] included. */
  maxTokens: z.int().min(4).max(512),
  /** Vocabulary learned from the training texts (WordPiece); of no effect where the teacher comes with its own. */
  vocabulary: z.strictObject({ size: z.int().min(64).max(100_000), lowercase: z.boolean() }),
  /** Skip rows that cannot be read, counting them, where otherwise the first one is an error. */
  skipBadRows: z.boolean(),
});

/** Projection head: linear, teacher's width → student's width, supervised contrastive loss; only it is trained. */
export const head = z.strictObject({
  epochs: z.number().positive().max(1000),
  batchSize: z.int().min(2).max(4096),
  learningRate: z.number().positive().max(1),
  /** τ of the contrastive loss. */
  temperature: z.number().positive(),
  /** 1, or 2 for two dropout views of each example. */
  views: z.union([z.literal(1), z.literal(2)]),
  /** Regression only: the range of scores is parted into so many bins of equal width, and examples of one bin are alike to the loss. */
  bins: z.int().min(2).max(100).default(5),
});

export const retrieval = z.strictObject({
  /** Grid from which the policy is chosen, by what the student and the teacher said of the examples of `chosenOn`; no network runs again. */
  k: grid(z.int().min(1).max(1000)),
  temperature: grid(z.number().positive()),
  beta: grid(z.number().min(0).max(1)),
  /**
   * Examples on which it is chosen, never those that are reported: `held-out`, the part set apart by data.heldOut; `leave-one-out`, every
   * training example, its own entry left out of its neighbors; `k-fold`, the same with all entries of the example's fold left out. The
   * student has learned the training examples, so that the last two trust it more than it deserves on new ones.
   */
  chosenOn: z.enum(['held-out', 'leave-one-out', 'k-fold']).default('held-out'),
  /**
   * How the grid's points are compared by the mean of the task's scores. `best`: the one that scores best. `one-standard-error`: the one that trusts the student most, β
   * being greatest, of those that score no worse than the best by more than the standard error of the difference (Breiman et al. 1984,
   * section 3.4.3, with the examples drawn in pairs): where the neighbors' help is within chance, the student answers alone.
   */
  rule: z.enum(['best', 'one-standard-error']).default('best'),
  /** Folds of `k-fold`. */
  folds: z.int().min(2).max(100).default(5),
  /** HNSW's candidate list for the run beside the exact one: the least of these that reaches `recall`, else the greatest. */
  efSearch: grid(z.int().min(1).max(1000)).default([16, 32, 64, 128, 256, 512]),
  /** Graphs over which HNSW spreads the entries; more are tried where one does not reach `recall`. */
  graphs: grid(z.int().min(1).max(64)).default([1, 8]),
  /** Wanted share of the exact K nearest that HNSW finds on the examples of `chosenOn`. */
  recall: z.number().gt(0).max(1).default(0.99),
  /** Neighbors stored with each prediction; at least the largest k of the grid. */
  stored: z.int().min(1).max(1000),
});

/**
 * What one call of the trainer does: a teacher, its projection head and knowledge base, and a student for each objective and seed.
 * Each of its runs is recorded with a recipe of its own (run-recipe.ts).
 */
export const pipeline = z
  .strictObject({
    data,
    teacher: teacherEncoder,
    /** A teacher known by its predictions alone, in place of `teacher` and `head`; null: the teacher is trained. */
    blackBox: blackBox.nullable().default(null),
    head,
    student: studentEncoder,
    objectives: z.array(objective).min(1),
    retrieval,
  })
  .refine((value) => value.retrieval.stored >= Math.max(...value.retrieval.k), {
    message: 'must be at least the largest k of retrieval.k',
    path: ['retrieval', 'stored'],
  });
export type Pipeline = z.infer<typeof pipeline>;
