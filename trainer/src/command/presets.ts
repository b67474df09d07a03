import type { Command } from 'commander';
import { loadPreset, presetNames } from '../recipe/preset.ts';

/** `stillhouse presets` */
export function addPresets(program: Command): void {
  program
    .command('presets')
    .description('List the built-in recipes.')
    .action(async () => {
      for (const name of await presetNames()) {
        const { description } = await loadPreset(name);
        console.log(`${name.padEnd(8)}${description}`);
      }
      console.log('\nThe whole of one: npx stillhouse recipe --task rte --recipe base');
    });
}
