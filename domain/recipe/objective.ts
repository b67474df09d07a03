import { z } from 'zod';
import { labelFields, lossObjective, lossOptions, weight } from './objective-term.ts';

/** A weighted sum of losses; it needs what any of them needs. */
const sum = z.strictObject({
  name: z.literal('sum'),
  terms: z
    .array(z.strictObject({ weight: weight.default(1), objective: lossObjective }))
    .min(1)
    .max(10)
    .prefault([{ objective: { name: 'kd' } }, { objective: { name: 'rkd', hardLabels: 0 } }]),
});

/** Teacher assistants (Mirzadeh et al. 2020): KD through networks of sizes in between, each the teacher of the next. */
const takd = z.strictObject({
  name: z.literal('takd'),
  ...labelFields,
  /** Sizes of the assistants, from the teacher's end; null: one, halfway between teacher and student. */
  assistants: z
    .array(
      z
        .strictObject({
          layers: z.int().min(1).max(48),
          hidden: z.int().min(8).max(4096),
          heads: z.int().min(1).max(64),
          intermediate: z.int().min(8).max(16384),
        })
        .refine(({ hidden, heads }) => hidden % heads === 0, {
          message: 'must be a multiple of heads',
          path: ['hidden'],
        }),
    )
    .min(1)
    .max(10)
    .nullable()
    .default(null),
});

/** Route-constrained optimization (Jin et al. 2019): KD from successive checkpoints of the teacher's own training, the last of them the teacher. */
const rco = z.strictObject({
  name: z.literal('rco'),
  ...labelFields,
  /** Checkpoints, equally many steps apart (the paper's equal epoch interval); the student spends as many steps on each. */
  anchors: z.int().min(2).max(50).default(4),
});

/** Deep mutual learning (Zhang et al. 2018): two peers of the student's shape, each with CE + KL to the other, in turn. */
const dml = z.strictObject({
  name: z.literal('dml'),
  hardLabels: weight.default(1),
  /** Of the KL to the peer's predictions; 1 in the paper's equations 4 and 5. */
  peer: weight.default(1),
});

/** ProKT (Shi et al. 2021): the teacher learns beside the student and stays near it. */
const prokt = z.strictObject({
  name: z.literal('prokt'),
  ...labelFields,
  /** Of the gold labels in the teacher's loss; 1 is our choice. */
  teacherHardLabels: weight.default(1),
  /** λ, of the KL between the student's predictions and the teacher's in the teacher's loss; 0.5 is our choice, not taken from the paper. */
  proximal: weight.default(0.5),
});

/** Student-friendly teacher (Park et al. 2021): the teacher is trained with branches of the student on its layers, then distilled by KD. */
const sftn = z.strictObject({
  name: z.literal('sftn'),
  ...labelFields,
  /** λ_T, of the gold labels in the teacher's loss. The default of this and of the three below is our choice, not taken from the paper. */
  teacherHardLabels: weight.default(1),
  /** λ_R^CE, of the gold labels for every branch. */
  branchHardLabels: weight.default(1),
  /** λ_R^KL, of the KL between the teacher and every branch, which pulls both. */
  branchSoftLabels: weight.default(1),
  /** T of that KL, which is multiplied by T². */
  branchTemperature: z.number().positive().max(1000).default(1),
});

/** MetaDistil (Zhou et al. 2022): the teacher learns to teach, by the quiz loss of a student that has taken one step of its lesson. */
const metadistil = z.strictObject({
  name: z.literal('metadistil'),
  ...labelFields,
  /** Share of the training examples that is set apart as the quiz; the student is not trained on it. 0.1 is our choice. */
  quiz: z.number().gt(0).lt(0.9).default(0.1),
  /** Examples of one quiz; 32 is our choice. */
  quizBatchSize: z.int().min(1).max(4096).default(32),
  /** Learning rate of the student's virtual step, plain gradient descent; null: the student's highest. */
  virtualLearningRate: z.number().positive().max(10).nullable().default(null),
  /** The teacher's highest learning rate as a share of the student's; 0.1 is our choice, not taken from the paper. */
  teacherLearningRate: z.number().positive().max(100).default(0.1),
});

/** Objectives that are one loss, trained by one network. */
export const trainingLoss = z.discriminatedUnion('name', [...lossOptions, sum]);
export type TrainingLoss = z.infer<typeof trainingLoss>;

const jointOptions = [takd, rco, dml, prokt, sftn, metadistil] as const;
const jointObjective = z.discriminatedUnion('name', jointOptions);
/** Objectives in which more than the student is trained: before it, or beside it. */
export type JointObjective = z.infer<typeof jointObjective>;

export const objective = z.discriminatedUnion('name', [...lossOptions, sum, ...jointOptions]);
export type ObjectiveRecipe = z.infer<typeof objective>;
export type ObjectiveName = ObjectiveRecipe['name'];
export type ObjectiveOf<Name extends ObjectiveName> = Extract<ObjectiveRecipe, { name: Name }>;
/** How a student that learns by KD weighs labels. */
export type LabelWeights = Record<keyof typeof labelFields, number>;
