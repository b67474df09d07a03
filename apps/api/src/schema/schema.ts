// Every noun adds its types and fields to the builder; importing them is what makes them part of the schema.
import './scalars.ts';
import '../artifact/artifact.ts';
import '../dataset/mutations.ts';
import '../evaluation/evaluation.ts';
import '../evaluation/mutations.ts';
import '../evaluation/nearest.ts';
import '../evaluation/ranked-fields.ts';
import '../knowledge-base/evaluations.ts';
import '../knowledge-base/knowledge-base.ts';
import '../knowledge-base/knowledge-bases.ts';
import '../knowledge-base/mutations.ts';
import '../knowledge-base/neighbors.ts';
import '../knowledge-base/results-field.ts';
import '../leaderboard/leaderboard.ts';
import '../metric/metric.ts';
import '../prediction/prediction.ts';
import '../project/project.ts';
import '../recipe/names.ts';
import '../recipe/recipe.ts';
import '../run/result.ts';
import '../run/mutations.ts';
import '../run/run.ts';
import '../run/runs.ts';
import '../subscription/subscriptions.ts';
import '../task/task.ts';
import '../viewer/viewer.ts';
import { builder } from './builder.ts';
import { locateErrors } from './locate-errors.ts';

/** The whole schema. */
export const schema = locateErrors(builder.toSchema());
