import { join } from 'node:path';
import { type Compression, compressions } from '@stillhouse/domain/record/knowledge-base.ts';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { bareId } from '../record/bare-id.ts';
import { compressKnowledgeBase } from '../stage/knowledge-base/compress.ts';
import { address, collect, count, names, seed } from './arguments.ts';
import { variantsTable } from './table/variants-table.ts';
import { withRecorder } from './with-recorder.ts';

interface CompressOptions {
  knowledgeBase: string;
  run: string[];
  methods: Compression[];
  keep: number[];
  rerank: number;
  seed: number;
  policy: 'tune' | 'keep';
  api?: string;
}

const examples = `
Examples:
  Every method at a half, a fifth and a twentieth of the entries, for every student that was evaluated with it:
    npx stillhouse compress --knowledge-base 0198c2a4-…

  Only prototypes, 100 and 10 in 1,000, for one student:
    npx stillhouse compress --knowledge-base 0198c2a4-… --run 0198c2a5-… --methods k-means --keep 0.1,0.01

Nothing is trained and no network runs: predictions are recomputed from the embeddings that are stored with an evaluation. K, τ and β are
chosen anew for each variant from the grid of the student's recipe, by what it said of the training examples that were set apart; that lies
in its checkpoint folder, on the machine that trained it. --policy keep does without. Each variant is recorded as a knowledge base of its
own; the original's page plots score against rows and bytes.

Variants are searched exactly, so that what one loses is its own doing: a graph misses entries, and others each time that it is built. The
candidate list of HNSW is tuned where a student is trained (recipe: retrieval.efSearch, retrieval.recall), for the knowledge base it has.

A call that broke off goes on when it is made again: what is there is not written twice.`;

/** `stillhouse compress` */
export function addCompress(program: Command): void {
  program
    .command('compress')
    .description('Create smaller variants of a sealed knowledge base and score students with each.')
    .requiredOption('-k, --knowledge-base <id>', 'id of the knowledge base')
    .addOption(
      new Option(
        '--run <id>',
        'id of a student run to score; repeatable; default: all students evaluated with the knowledge base',
      )
        .argParser<string[]>(collect)
        .default([], 'all'),
    )
    .addOption(
      new Option('--methods <names>', 'compression methods')
        .argParser(methods)
        .default([...compressions], compressions.join(',')),
    )
    .addOption(
      new Option('--keep <shares>', 'fractions of the entries that subsets and prototypes keep')
        .argParser(shares)
        .default([0.5, 0.2, 0.05], '0.5,0.2,0.05'),
    )
    .option('--rerank <n>', 'candidates re-ranked by full vectors after a search of binary codes', count, 100)
    .option('--seed <number>', 'random seed', seed, 1)
    .addOption(
      new Option(
        '--policy <how>',
        'choose K, τ and β again for each variant, or keep those of the original knowledge base',
      )
        .choices(['tune', 'keep'])
        .default('tune'),
    )
    .option('--api <url>', 'URL of the API to read from and record to', address)
    .addHelpText('after', examples)
    .action(compress);
}

function compress({ knowledgeBase, run, api, ...choice }: CompressOptions): Promise<void> {
  return withRecorder(api, async ({ environment, ...tools }) => {
    const results = await compressKnowledgeBase(
      {
        ...choice,
        knowledgeBase: bareId(knowledgeBase, 'knowledgeBase'),
        runs: run.length > 0 ? run.map((id) => bareId(id, 'run')) : null,
      },
      { ...tools, checkpoints: join(environment.home, 'checkpoints') },
    );
    console.log(`\n${variantsTable(results)}`);
  });
}

function methods(value: string): Compression[] {
  return names(value).map((name) => {
    const known = compressions.find((method) => method === name);
    if (!known) throw new InvalidArgumentError(`Unknown method; choose from ${compressions.join(', ')}.`);
    return known;
  });
}

function shares(value: string): number[] {
  return names(value).map((name) => {
    const share = Number(name);
    if (!(share > 0 && share < 1))
      throw new InvalidArgumentError(
        'A fraction must be greater than 0 and less than 1, for example 0.5,0.1.',
      );
    return share;
  });
}
