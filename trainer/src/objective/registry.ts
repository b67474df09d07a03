import type { JointObjective, ObjectiveRecipe, TrainingLoss } from '@stillhouse/domain/recipe/objective.ts';
import type { LossObjective } from '@stillhouse/domain/recipe/objective-term.ts';
import { distilbert } from './distilbert.ts';
import { dml } from './dml.ts';
import { fineTune } from './fine-tune.ts';
import { requireWeight } from './fit.ts';
import { kd } from './kd.ts';
import { minilm } from './minilm.ts';
import type { Objective, ObjectiveContext } from './objective.ts';
import { pkd } from './pkd.ts';
import { pkt } from './pkt.ts';
import { proktTeacher } from './prokt.ts';
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
 * @throws ExpectedError BAD_INPUT where the two networks don't fit it or every weight is 0, with the path of the field to change
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

type JointFactory<Name extends JointObjective['name']> = (
  recipe: Extract<JointObjective, { name: Name }>,
  context: ObjectiveContext,
) => Objective;

/** The student's own loss in every objective that trains more than the student, and whether the others have anything to learn by. */
const ownLosses: { [Name in JointObjective['name']]: JointFactory<Name> } = {
  takd: kd,
  rco: kd,
  // Its peer is not the recipe's teacher.
  dml(recipe, context) {
    const objective = dml(recipe, context);
    return { ...objective, needs: { ...objective.needs, teacher: {} } };
  },
  prokt(recipe, context) {
    proktTeacher(recipe, context);
    return kd(recipe, context);
  },
  sftn(recipe, context) {
    const { teacherHardLabels, branchHardLabels, branchSoftLabels } = recipe;
    const weights = { teacherHardLabels, branchHardLabels, branchSoftLabels };
    requireWeight(weights, "SFTN's teacher", context.path);
    return kd(recipe, context);
  },
  metadistil(recipe, context) {
    requireWeight({ softLabels: recipe.softLabels }, "MetaDistil's teacher", context.path);
    return kd(recipe, context);
  },
};

/** What a student is asked for of itself and of its recipe's teacher, whatever else an objective trains. @throws as `objectiveOf` */
export function ownObjectiveOf(recipe: ObjectiveRecipe, context: ObjectiveContext): Objective {
  return isJoint(recipe) ? ownLossOf(recipe, context) : objectiveOf(recipe, context);
}

function ownLossOf<Name extends JointObjective['name']>(
  recipe: Extract<JointObjective, { name: Name }>,
  context: ObjectiveContext,
): Objective {
  const factory: JointFactory<Name> = ownLosses[recipe.name as Name];
  return factory(recipe, context);
}

function isJoint(recipe: ObjectiveRecipe): recipe is JointObjective {
  return Object.hasOwn(ownLosses, recipe.name);
}
