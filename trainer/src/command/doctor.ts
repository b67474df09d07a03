import type { Command } from 'commander';
import { type Environment, readEnvironment } from '../environment.ts';
import { inspectDatabase } from '../record/inspect-database.ts';
import { checkBackends } from './doctor/backends.ts';
import { type Check, lineOf } from './doctor/check.ts';
import { checkDashboard, checkDisk, checkNode } from './doctor/machine.ts';

/** `stillhouse doctor` */
export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description(
      'Check this machine: available training backends, the database in use, and missing requirements.',
    )
    .addHelpText('after', '\nExits with status 1 if something needs fixing before you can train.')
    .action(async () => {
      const environment = readEnvironment();
      const sections: [string, Check[]][] = [
        ['Machine', [checkNode(), await checkDisk(environment.home)]],
        ['Backends, in the order of choice (GPUs only if they really are)', await checkBackends()],
        ['Database', await checkDatabase(environment)],
        ['Dashboard', [checkDashboard()]],
      ];
      for (const [title, checks] of sections) console.log([title, ...checks.map(lineOf), ''].join('\n'));
      if (sections.some(([, checks]) => checks.some(({ state }) => state === 'faulty'))) process.exitCode = 1;
    });
}

async function checkDatabase({ databaseUrl, home }: Environment): Promise<Check[]> {
  const name = 'database';
  try {
    const { sound, warnings } = await inspectDatabase(databaseUrl, home);
    return [
      { name, state: 'fine', finding: sound },
      ...warnings.map((finding): Check => ({ name: 'advice', state: 'absent', finding })),
    ];
  } catch (error) {
    return [{ name, state: 'faulty', finding: error instanceof Error ? error.message : String(error) }];
  }
}
