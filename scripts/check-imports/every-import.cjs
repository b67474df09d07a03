/** The import rule between packages: holds for every import, those of types included. */
const options = require('./options.cjs');

const trainerParts =
  '^trainer/src/(data|model|objective|knowledge|training|backend|hub|record|stage|progress|system|zip)/';

module.exports = {
  forbidden: [
    {
      name: 'domain-imports-nothing-of-ours',
      comment:
        'The words are what everybody shares: a dependency of theirs would become a dependency of all.',
      severity: 'error',
      from: { path: '^domain/' },
      to: { path: '^(prisma|apps|trainer|clients|scripts|bench|test)/' },
    },
    {
      name: 'domain-is-pure',
      comment: 'domain runs in a browser, a server and a worker alike: it opens no file, socket or process.',
      severity: 'error',
      from: { path: '^domain/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'prisma-imports-only-domain',
      comment: 'The database layer is used by the API and by the recorder: it must not know either.',
      severity: 'error',
      from: { path: '^prisma/' },
      to: { path: '^(apps|trainer|clients|scripts|bench|test)/' },
    },
    {
      name: 'only-prisma-opens-a-database',
      comment: 'One place knows that there are two databases; everyone else calls its functions.',
      severity: 'error',
      from: { pathNot: '^(prisma|test|bench|scripts/prisma-engine)/' },
      to: { path: 'node_modules/(pg|pg-copy-streams|@electric-sql|@prisma|pgvector)/' },
    },
    {
      name: 'client-imports-only-domain',
      comment: 'The SDK is what a user installs beside their own script: it must stay small.',
      severity: 'error',
      from: { path: '^clients/typescript/' },
      to: { path: '^(prisma|apps|trainer|scripts|bench|test)/' },
    },
    {
      name: 'api-imports-only-domain-and-prisma',
      comment: 'The API serves what is stored. It must run on a machine that never trains.',
      severity: 'error',
      from: { path: '^apps/api/' },
      to: { path: '^(apps/web|trainer|clients|scripts|bench|test)/' },
    },
    {
      name: 'web-knows-the-schema-only',
      comment: 'The dashboard talks GraphQL: what the schema does not say, a page cannot use.',
      severity: 'error',
      from: { path: '^apps/web/' },
      to: { path: '^(apps/api|prisma|trainer|clients|scripts|bench|test)/' },
    },
    {
      name: 'trainer-does-not-know-the-platform',
      comment: 'Training code says what happened through the recorder and nothing else.',
      severity: 'error',
      from: { path: '^trainer/' },
      to: { path: '^(apps|scripts|bench|test)/' },
    },
    {
      name: 'trainer-meets-prisma-in-record-only',
      comment: 'One seam: the recorder is the single place where the trainer touches the database.',
      severity: 'error',
      from: { path: '^trainer/', pathNot: '^trainer/src/record/' },
      to: { path: '^prisma/' },
    },
    {
      name: 'trainer-parts-do-not-know-who-calls-them',
      comment: 'main → command → stage → parts: an arrow upwards would make a part untestable alone.',
      severity: 'error',
      from: { path: trainerParts },
      to: { path: '^trainer/src/(main\\.ts|command/)' },
    },
    {
      name: 'nothing-imports-tests-or-benchmarks',
      comment: 'What ships must not depend on what checks it.',
      severity: 'error',
      from: { pathNot: '^(test|bench)/' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'nothing-imports-scripts',
      comment: 'scripts/ is what starts the parts; a part that needs a script has it the wrong way round.',
      severity: 'error',
      from: { pathNot: '^(scripts|test|bench)/' },
      to: { path: '^scripts/' },
    },
    {
      name: 'everything-resolves',
      comment: 'An import that points nowhere fails only when that line is reached.',
      severity: 'error',
      from: {},
      to: {
        couldNotResolve: true,
        pathNot: '^(webgpu|@tensorflow/(tfjs-node|tfjs-node-gpu|tfjs-backend-webgpu))$',
      },
    },
  ],
  options: { ...options, parser: 'swc' },
};
