import { explain } from './command/explain.ts';
import { createProgram } from './command/program.ts';

try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  console.error(explain(error));
  process.exitCode ||= 1;
}
