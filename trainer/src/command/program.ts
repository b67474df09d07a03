import { Command } from 'commander';
import { addCompress } from './compress.ts';
import { addDoctor } from './doctor.ts';
import { addObjectives } from './objectives.ts';
import { addPresets } from './presets.ts';
import { addRecipe } from './recipe.ts';
import { addSetupTensorflow } from './setup-tensorflow.ts';
import { addSubmit } from './submit.ts';
import { addSweep } from './sweep.ts';
import { addSync } from './sync.ts';
import { addTrain } from './train.ts';
import { addTune } from './tune.ts';

/** The command line: `stillhouse COMMAND`, each command in a file of its name. */
export function createProgram(): Command {
  const program = new Command('stillhouse')
    .description(
      'Retrieval-augmented knowledge distillation: train a teacher, distill students, and compare them.',
    )
    .showSuggestionAfterError()
    .showHelpAfterError('(use --help to list the options)')
    .addHelpText(
      'after',
      `
Quick start, with a task that needs no files:
  npx stillhouse train --task synthetic-sentiment --recipe demo`,
    );
  const commands = [
    addTrain,
    addSweep,
    addCompress,
    addTune,
    addRecipe,
    addPresets,
    addObjectives,
    addSubmit,
    addSync,
    addDoctor,
    addSetupTensorflow,
  ];
  for (const add of commands) add(program);
  return program;
}
