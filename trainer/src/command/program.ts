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
      'Distil a small student from a teacher, keep what the teacher knew in a memory, and compare.',
    )
    .showSuggestionAfterError()
    .showHelpAfterError('(--help shows the options)')
    .addHelpText(
      'after',
      `
To begin with, a task that needs no files:
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
