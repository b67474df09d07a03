/** The part of the import rule that allows `import type`: types are erased first, what remains runs. */
const path = require('node:path');
const options = require('./options.cjs');

const siblings = ['data', 'model', 'objective', 'knowledge', 'training', 'backend', 'hub'];

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'In a cycle no file can be understood, tested or loaded before the others.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'web-knows-the-schema-only',
      comment:
        'The dashboard talks GraphQL. Held here, since the parser of the other pass reads no JSX; types of others cannot leak in either, ' +
        'as apps/web/tsconfig.json is compiled by itself.',
      severity: 'error',
      from: { path: '^apps/web/' },
      to: { path: '^(apps/api|prisma|trainer|clients|scripts|bench|test)/' },
    },
    {
      name: 'client-uses-types-of-domain-only',
      comment: 'The SDK ships without zod and without our words at run time.',
      severity: 'error',
      from: { path: '^clients/typescript/' },
      to: { path: '^domain/' },
    },
    ...siblings.map((part) => ({
      name: `trainer-${part}-stands-alone`,
      comment:
        'Parts of the trainer meet in a stage, so that each can be read, tested and replaced by itself.',
      severity: 'error',
      from: { path: `^trainer/src/${part}/` },
      to: { path: `^trainer/src/(${siblings.filter((other) => other !== part).join('|')}|stage|record)/` },
    })),
    {
      name: 'stages-see-the-recorder-as-a-type',
      comment: 'A stage is handed its recorder; which one it is, only the command knows.',
      severity: 'error',
      from: { path: '^trainer/src/stage/' },
      to: { path: '^trainer/src/record/' },
    },
  ],
  options: { ...options, babelConfig: { fileName: path.join(__dirname, 'babel.json') } },
};
