import type { StudentEncoderRecipe } from '@stillhouse/domain/recipe/encoder.ts';
import type { TrainingLoss } from '@stillhouse/domain/recipe/objective.ts';
import { outputWidth } from '@stillhouse/domain/task/task.ts';
import type { ExampleSet } from '../../data/example.ts';
import type { Tokenizer } from '../../data/tokenizer.ts';
import { objectiveOf } from '../../objective/registry.ts';
import { type CopiedLayers, newEncoder } from '../encoder/new-encoder.ts';
import { trainEncoder } from '../encoder/train-encoder.ts';
import type { TrainedEncoder } from '../encoder/trained-encoder.ts';
import { type CachedTeacher, type TeacherSource, teacherSource } from '../teacher/teacher-source.ts';
import type { StageContext } from '../training-context.ts';

export interface StudentStage {
  /** Its `from` is a folder of this machine. */
  recipe: StudentEncoderRecipe;
  /** Layers that it begins with, where the recipe asks for some. */
  copied?: CopiedLayers | null;
  objective: TrainingLoss;
  /** The training split, as the teacher was asked about it. */
  examples: ExampleSet;
  /** What the recipe's evaluations while training are made on. */
  heldOut?: ExampleSet;
  tokenizer: Tokenizer;
  maxTokens: number;
  teacher: CachedTeacher;
  /** Where its loss gets the teacher's outputs from, if not from `teacher`. */
  teacherOf?: TeacherSource;
}

/** Step 2 of ReAugKD, or one of its baselines: a student trained with an objective. The caller disposes it. */
export async function trainStudent(stage: StudentStage, context: StageContext): Promise<TrainedEncoder> {
  const { examples, teacher } = stage;
  const encoder = await newEncoder({ ...stage, classes: outputWidth(examples.task), seed: context.seed });
  try {
    const objective = objectiveOf(stage.objective, {
      kind: examples.task.kind,
      student: encoder.config,
      teacher: teacher.shape ?? encoder.config,
    });
    const needs = objective.needs.teacher;
    if (needs.embedding && teacher.dimension !== encoder.config.hidden) {
      throw new Error(
        `The head projects to ${teacher.dimension}, and the student's embeddings are ${encoder.config.hidden} wide.`,
      );
    }
    const teacherOf = stage.teacherOf ?? teacherSource({ ...stage, needs });
    await trainEncoder(
      {
        encoder,
        training: stage.recipe.training,
        examples,
        heldOut: stage.heldOut ?? null,
        objective,
        embedding: stage.recipe.embedding,
        teacherOf,
      },
      context,
    );
    return encoder;
  } catch (error) {
    encoder.dispose();
    throw error;
  }
}
