import { explain } from './command/explain.ts';
import { createProgram } from './command/program.ts';

// What is recorded is its owner's alone, whatever the user's own umask.
process.umask(0o077);
try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  console.error(explain(error));
  process.exitCode ||= 1;
}
