import { join } from 'node:path';
import { retrieval } from '@stillhouse/domain/recipe/pipeline.ts';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { assign } from '../recipe/assign.ts';
import { validate } from '../recipe/validate.ts';
import { bareId } from '../record/bare-id.ts';
import { type Grid, tuneAgain } from '../stage/knowledge-base/tune-again.ts';
import { address, collect } from './arguments.ts';
import { tunedTable } from './table/tuned-table.ts';
import { withRecorder } from './with-recorder.ts';

interface TuneOptions {
  knowledgeBase: string;
  run: string[];
  set: string[];
  api?: string;
}

const examples = `
Examples:
  What its students would score if retrieval had to help by more than chance:
    npx stillhouse tune --knowledge-base 0198c2a4-… --set retrieval.rule=one-standard-error

  With another grid, one of them:
    npx stillhouse tune --knowledge-base 0198c2a4-… --run 0198c2a5-… --set retrieval.k=[2,4,64] --set retrieval.beta=[0,0.5,1]

Nothing is trained, no network runs and nothing is recorded: K, τ and β are chosen by what each student said of the training examples that
were set apart, which lies in its checkpoint folder on the machine that trained it, and scores follow from what is stored with its evaluations.`;

/** The fields of a recipe that can be changed once a student is trained. */
const changeable = z.strictObject({
  retrieval: retrieval.pick({ k: true, temperature: true, beta: true, rule: true }),
});

/** `stillhouse tune` */
export function addTune(program: Command): void {
  program
    .command('tune')
    .description(
      'Choose K, τ and β of finished students again and print the resulting scores; records nothing.',
    )
    .requiredOption('-k, --knowledge-base <id>', 'id of the knowledge base')
    .addOption(
      new Option(
        '--run <id>',
        'id of a student run; repeatable; default: all students evaluated with the knowledge base',
      )
        .argParser<string[]>(collect)
        .default([], 'all'),
    )
    .addOption(
      new Option(
        '-s, --set <path=value>',
        'set retrieval.k, .temperature, .beta or .rule of the recipe; repeatable',
      )
        .argParser<string[]>(collect)
        .default([], 'as the recipe has them'),
    )
    .option('--api <url>', 'URL of the API to read from', address)
    .addHelpText('after', examples)
    .action(tune);
}

function tune({ knowledgeBase, run, set, api }: TuneOptions): Promise<void> {
  const change = (grid: Grid) => validate(changeable, set.reduce(assign, { retrieval: grid })).retrieval;
  // Faults are found before anything is read.
  change({ k: [1], temperature: [1], beta: [1], rule: 'best' });
  return withRecorder(api, async ({ environment, reader, signal }) => {
    const students = await tuneAgain(
      {
        knowledgeBase: bareId(knowledgeBase, 'knowledgeBase'),
        runs: run.length > 0 ? run.map((id) => bareId(id, 'run')) : null,
        change,
      },
      { reader, signal, checkpoints: join(environment.home, 'checkpoints') },
    );
    console.log(`\n${tunedTable(students)}`);
  });
}
