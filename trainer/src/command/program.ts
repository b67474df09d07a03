import { Command } from 'commander';
import { addDoctor } from './doctor.ts';
import { addPresets } from './presets.ts';
import { addRecipe } from './recipe.ts';
import { addSync } from './sync.ts';

/** The command line: `stillhouse recipe`, `presets`, `sync`, `doctor`. */
export function createProgram(): Command {
  const program = new Command('stillhouse')
    .description(
      'Distil a small student from a teacher, keep what the teacher knew in a memory, and compare.',
    )
    .showSuggestionAfterError()
    .showHelpAfterError('(--help shows the options)');
  for (const add of [addRecipe, addPresets, addSync, addDoctor]) add(program);
  return program;
}
