import { z } from 'zod';
import { lossObjective, lossOptions, weight } from './objective-term.ts';

/** A weighted sum of losses; it needs what any of them needs. */
const sum = z.strictObject({
  name: z.literal('sum'),
  terms: z
    .array(z.strictObject({ weight: weight.default(1), objective: lossObjective }))
    .min(1)
    .max(10)
    .prefault([{ objective: { name: 'kd' } }, { objective: { name: 'rkd', hardLabels: 0 } }]),
});

/** Objectives that are one loss, trained by one network. */
export const trainingLoss = z.discriminatedUnion('name', [...lossOptions, sum]);
export type TrainingLoss = z.infer<typeof trainingLoss>;

export const objective = z.discriminatedUnion('name', [...lossOptions, sum]);
export type ObjectiveRecipe = z.infer<typeof objective>;
export type ObjectiveName = ObjectiveRecipe['name'];
