import {
  type JointObjective,
  type ObjectiveRecipe,
  type TrainingLoss,
  trainingLoss,
} from '@stillhouse/domain/recipe/objective.ts';
import type { LossObjective } from '@stillhouse/domain/recipe/objective-term.ts';
import { distilbert } from './distilbert.ts';
import { fineTune } from './fine-tune.ts';
import { kd } from './kd.ts';
import { minilm } from './minilm.ts';
import type { Objective, ObjectiveContext } from './objective.ts';
import { pkd } from './pkd.ts';
import { pkt } from './pkt.ts';
import { reaugkd } from './reaugkd.ts';
import { rkd } from './rkd.ts';
import { sp } from './sp.ts';
import { sum } from './sum.ts';
import { tinybert } from './tinybert.ts';

type Factory<Name extends LossObjective['name']> = (
  recipe: Extract<LossObjective, { name: Name }>,
  context: ObjectiveContext,
) => Objective;

/** Every loss by its name in a recipe. A name without an entry here does not compile. */
const losses: { [Name in LossObjective['name']]: Factory<Name> } = {
  'fine-tune': fineTune,
  kd,
  pkd,
  rkd,
  sp,
  pkt,
  distilbert,
  tinybert,
  minilm,
  reaugkd,
};

/**
 * The objective that a recipe describes.
 *
 * @throws ExpectedError BAD_INPUT where the two networks don't fit it, with the path of the field to change
 */
export function objectiveOf(recipe: TrainingLoss, context: ObjectiveContext): Objective {
  return recipe.name === 'sum' ? sum(recipe.terms, context, lossOf) : lossOf(recipe, context);
}

function lossOf<Name extends LossObjective['name']>(
  recipe: Extract<LossObjective, { name: Name }>,
  context: ObjectiveContext,
): Objective {
  const factory: Factory<Name> = losses[recipe.name as Name];
  return factory(recipe, context);
}

/** The student's own loss in an objective that trains more than the student: KD, where the idea is in who teaches it. */
const ownLosses: Record<JointObjective['name'], 'kd' | 'fine-tune'> = {
  takd: 'kd',
  rco: 'kd',
  dml: 'fine-tune',
  prokt: 'kd',
  sftn: 'kd',
  metadistil: 'kd',
};

/** What a student is asked for of itself and of its recipe's teacher, whatever else an objective trains. @throws as `objectiveOf` */
export function ownObjectiveOf(recipe: ObjectiveRecipe, context: ObjectiveContext): Objective {
  if (!isJoint(recipe)) return objectiveOf(recipe, context);
  return objectiveOf(trainingLoss.parse({ name: ownLosses[recipe.name] }), context);
}

function isJoint(recipe: ObjectiveRecipe): recipe is JointObjective {
  return Object.hasOwn(ownLosses, recipe.name);
}
