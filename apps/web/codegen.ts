import type { CodegenConfig } from '@graphql-codegen/cli';

/** Typed documents for every `graphql(...)` of the dashboard, made from the API's printed schema. */
const config: CodegenConfig = {
  schema: '../api/schema.graphql',
  documents: ['src/**/*.{ts,tsx}', '!src/generated/**'],
  ignoreNoDocuments: true,
  generates: {
    './src/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: { unmaskFunctionName: 'readFragment' }, skipIndexFile: true },
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        scalars: { BigInt: 'number | string', DateTime: 'string', JSON: 'unknown' },
      },
    },
  },
};

export default config;
