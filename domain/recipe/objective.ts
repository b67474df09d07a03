import { z } from 'zod';

const weight = z.number().min(0).max(1000);

/** Hard labels only. */
const fineTune = z.strictObject({ name: z.literal('fine-tune') });

/** Knowledge distillation (Hinton et al. 2015): hardLabels·CE + softLabels·T²·KL. */
const kd = z.strictObject({
  name: z.literal('kd'),
  hardLabels: weight.default(0.5),
  softLabels: weight.default(0.5),
  /** T of softmax(logits / T). */
  labelTemperature: z.number().positive().default(2),
});

/** ReAugKD (Zhang et al. 2023): softLabels·CE(ȳ → y) + relation·KL(q ‖ q̄). */
const reaugkd = z.strictObject({
  name: z.literal('reaugkd'),
  softLabels: weight.default(1),
  /** α, the weight of the relation term. */
  relation: weight.default(1),
  hardLabels: weight.default(0),
  /** τ of the similarity distributions q and q̄. */
  temperature: z.number().positive().default(0.1),
  /** T of the soft labels; the soft-label term is multiplied by T². */
  labelTemperature: z.number().positive().default(1),
  normalize: z.boolean().default(true),
  includeSelf: z.boolean().default(true),
  klDirection: z.enum(['teacher-first', 'student-first']).default('teacher-first'),
});

export const objective = z.discriminatedUnion('name', [fineTune, kd, reaugkd]);
export type ObjectiveRecipe = z.infer<typeof objective>;
export type ObjectiveName = ObjectiveRecipe['name'];
