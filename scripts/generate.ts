import { join } from 'node:path';
import { root, startNode } from './serve/child.ts';
import { reportAndExit } from './serve/report.ts';

/** `npm run generate`: schema.graphql from the API's code, then the dashboard's typed documents from schema.graphql. */
async function generate(): Promise<void> {
  const steps: { name: string; args: string[]; cwd?: string }[] = [
    { name: 'schema.graphql', args: ['--import', 'tsx', 'apps/api/src/print-schema.ts'] },
    {
      name: 'typed documents',
      args: [join(root, 'node_modules/@graphql-codegen/cli/cjs/bin.js'), '--config', 'codegen.ts'],
      cwd: join(root, 'apps/web'),
    },
  ];
  for (const { name, args, cwd } of steps) {
    const code = await startNode(name, args, cwd ? { cwd } : {}).exited;
    if (code !== 0) throw new Error(`${name} could not be generated (status ${code}).`);
  }
}

generate().catch(reportAndExit);
