import type { StudentEncoderRecipe } from '@stillhouse/domain/recipe/encoder.ts';
import type { ObjectiveRecipe } from '@stillhouse/domain/recipe/objective.ts';
import * as tf from '@tensorflow/tfjs';
import type { ExampleSet } from '../data/example.ts';
import type { Tokenizer } from '../data/tokenizer.ts';
import type { Objective, TeacherOutputs } from '../objective/objective.ts';
import { objectiveOf } from '../objective/registry.ts';
import { newEncoder } from './new-encoder.ts';
import { trainEncoder } from './train-encoder.ts';
import type { TrainedEncoder } from './trained-encoder.ts';
import type { StageContext } from './training-context.ts';

/** What the teacher said of every training example, computed once: row i belongs to example i. */
export interface CachedTeacher {
  classes: number;
  /** [n, classes] */
  logits: Float32Array;
  /** Width of z: the student's hidden size. */
  dimension: number;
  /** [n, dimension], z: projected by the head, not normalized */
  embeddings: Float32Array;
}

export interface StudentStage {
  recipe: StudentEncoderRecipe;
  objective: ObjectiveRecipe;
  /** The training split, as the teacher was asked about it. */
  examples: ExampleSet;
  tokenizer: Tokenizer;
  maxTokens: number;
  teacher: CachedTeacher;
}

/** Step 2 of ReAugKD, or one of its baselines: a student trained with an objective. The caller disposes it. */
export async function trainStudent(stage: StudentStage, context: StageContext): Promise<TrainedEncoder> {
  const objective = objectiveOf(stage.objective);
  const encoder = await newEncoder({ ...stage, classes: stage.examples.labels.length, seed: context.seed });
  try {
    if (objective.needs.teacher.embedding && stage.teacher.dimension !== encoder.config.hidden) {
      throw new Error(
        `The head projects to ${stage.teacher.dimension}, and the student's embeddings are ${encoder.config.hidden} wide.`,
      );
    }
    await trainEncoder(
      {
        encoder,
        training: stage.recipe.training,
        examples: stage.examples,
        objective,
        embedding: stage.recipe.embedding,
        teacherOf: (positions) => teacherRows(stage.teacher, objective, positions),
      },
      context,
    );
    return encoder;
  } catch (error) {
    encoder.dispose();
    throw error;
  }
}

function teacherRows(teacher: CachedTeacher, { needs }: Objective, positions: Int32Array): TeacherOutputs {
  const rows = (values: Float32Array, width: number) => {
    const picked = new Float32Array(positions.length * width);
    positions.forEach((position, row) => {
      picked.set(values.subarray(position * width, (position + 1) * width), row * width);
    });
    return tf.tensor2d(picked, [positions.length, width]);
  };
  const outputs: TeacherOutputs = {};
  if (needs.teacher.logits) outputs.logits = rows(teacher.logits, teacher.classes);
  if (needs.teacher.embedding) outputs.embedding = rows(teacher.embeddings, teacher.dimension);
  return outputs;
}
