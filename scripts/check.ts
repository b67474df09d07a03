import { readEnvironment } from './environment.ts';
import { root, startNode } from './serve/child.ts';
import { reportAndExit } from './serve/report.ts';

const bin = (path: string) => `${root}node_modules/${path}`;
const ours = ['domain', 'prisma', 'clients', 'apps', 'trainer', 'scripts', 'bench', 'test'];
const importCheck = (config: string, folders: string[]) => [
  bin('dependency-cruiser/bin/dependency-cruise.mjs'),
  '--config',
  `scripts/check-imports/${config}.cjs`,
  ...folders,
];

/** What must hold of the source as it lies there, each with the command that mends it. */
const checks: { name: string; args: string[]; cwd?: string; mend: string }[] = [
  { name: 'format and lint', args: [bin('@biomejs/biome/bin/biome'), 'check', '.'], mend: 'npm run format' },
  { name: 'types', args: [bin('typescript/bin/tsc'), '-p', 'tsconfig.json'], mend: 'mend the types' },
  {
    name: 'types of the dashboard',
    args: [bin('typescript/bin/tsc'), '-p', 'apps/web/tsconfig.json'],
    mend: 'mend the types',
  },
  {
    name: 'imports between packages',
    args: importCheck('every-import', ours.filter((folder) => folder !== 'apps').concat('apps/api')),
    mend: 'see ARCHITECTURE.md',
  },
  { name: 'imports at run time', args: importCheck('runtime-imports', ours), mend: 'see ARCHITECTURE.md' },
  {
    name: 'schema.graphql is the one printed',
    args: ['--import', 'tsx', 'apps/api/src/print-schema.ts', '--check'],
    mend: 'npm run generate',
  },
  {
    name: 'typed documents are the ones generated',
    args: [bin('@graphql-codegen/cli/cjs/bin.js'), '--config', 'codegen.ts', '--check'],
    cwd: 'apps/web',
    mend: 'npm run generate',
  },
];

/** `npm run check`: runs every check, then says which ones failed. With TEST_DATABASE_URL also that migrations and schema agree. */
async function check(): Promise<void> {
  const { testDatabaseUrl } = readEnvironment();
  const all = testDatabaseUrl
    ? [
        ...checks,
        {
          name: 'migrations make the database that schema.prisma describes',
          args: ['--import', 'tsx', 'scripts/prisma-engine/check-schema.ts'],
          mend: 'write a migration',
        },
      ]
    : checks;
  if (!testDatabaseUrl)
    console.log('Left out: schema against migrations; set TEST_DATABASE_URL to a Postgres.');
  const failed: string[] = [];
  for (const { name, args, mend, ...where } of all) {
    const cwd = 'cwd' in where && where.cwd ? { cwd: `${root}${where.cwd}` } : {};
    console.log(`— ${name}`);
    const code = await startNode(name, args, cwd).exited;
    if (code !== 0) failed.push(`${name} (${mend})`);
  }
  console.log(failed.length === 0 ? 'All checks hold.' : `These do not hold: ${failed.join('; ')}`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

check().catch(reportAndExit);
