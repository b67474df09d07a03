import type { EncoderRecipe } from '@stillhouse/domain/recipe/encoder.ts';
import { outputWidth } from '@stillhouse/domain/task/task.ts';
import type { ExampleSet } from '../../data/example.ts';
import type { Tokenizer } from '../../data/tokenizer.ts';
import { objectiveOf } from '../../objective/registry.ts';
import { newEncoder } from '../encoder/new-encoder.ts';
import { trainEncoder } from '../encoder/train-encoder.ts';
import type { TrainedEncoder } from '../encoder/trained-encoder.ts';
import type { StageContext } from '../training-context.ts';

export interface TeacherStage {
  /** Its `from` is a folder of this machine. */
  recipe: EncoderRecipe;
  /** The training split. */
  examples: ExampleSet;
  /** What the recipe's evaluations while training are made on. */
  heldOut?: ExampleSet;
  tokenizer: Tokenizer;
  maxTokens: number;
  /** After each step of the training. @param step counted from 1 */
  afterStep?(step: number, teacher: TrainedEncoder): Promise<void>;
}

/** Step 0 of ReAugKD: an encoder fine-tuned with hard labels. The caller disposes it. */
export async function trainTeacher(stage: TeacherStage, context: StageContext): Promise<TrainedEncoder> {
  const { examples } = stage;
  const encoder = await newEncoder({ ...stage, classes: outputWidth(examples.task), seed: context.seed });
  const shapes = { student: encoder.config, teacher: encoder.config };
  try {
    await trainEncoder(
      {
        encoder,
        training: stage.recipe.training,
        examples,
        heldOut: stage.heldOut ?? null,
        objective: objectiveOf({ name: 'fine-tune' }, { kind: examples.task.kind, ...shapes }),
        embedding: 'cls',
        teacherOf: () => ({}),
        afterStep: async (step) => stage.afterStep?.(step, encoder),
      },
      context,
    );
    return encoder;
  } catch (error) {
    encoder.dispose();
    throw error;
  }
}
