import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import RelayPlugin from '@pothos/plugin-relay';
import type { Context } from '../context.ts';
import { mostRead } from './budget.ts';
import { fieldCost } from './cost.ts';
import { decodeNodeId } from './global-id.ts';

interface SchemaTypes {
  Context: Context;
  Scalars: {
    ID: { Input: string; Output: string };
    BigInt: { Input: bigint; Output: bigint | number };
    DateTime: { Input: Date; Output: Date };
    JSON: { Input: unknown; Output: unknown };
  };
  DefaultFieldNullability: false;
}

/** The one builder: each noun's file adds its types and fields to it. */
export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [RelayPlugin, ComplexityPlugin],
  defaultFieldNullability: false,
  relay: {
    nodeTypeOptions: { description: 'An object with a global id.' },
    idFieldOptions: { description: 'Opaque global id, which never changes.' },
    nodeQueryOptions: {
      description: 'Any object by its global id; null if there is none.',
      args: { id: { description: 'Value of an object’s `id` field.' } },
    },
    nodesQueryOptions: false,
    decodeGlobalID: decodeNodeId,
    pageInfoTypeOptions: { description: 'Position of a page in a list.' },
    hasNextPageFieldOptions: { description: 'Whether more rows follow this page.' },
    hasPreviousPageFieldOptions: { description: 'Whether this page was requested with `after`.' },
    startCursorFieldOptions: { description: 'Cursor of the first row; null for an empty page.' },
    endCursorFieldOptions: {
      description:
        'Cursor of the last row, to be passed as `after` for the next page; null for an empty page.',
    },
  },
  complexity: { fieldComplexity: fieldCost },
});

/** The types as the builder knows them. */
export type Types = (typeof builder)['$inferSchemaTypes'];

builder.queryType({
  description: `Queries. An operation reads at most ${mostRead.rows} list rows and charts of ${mostRead.points} points, as \`extensions.cost\` reports; fields beyond that fail with TOO_LARGE.`,
});
builder.mutationType({
  description: 'Mutations. Expected failures are returned in `errors` of the payload.',
});
builder.subscriptionType({
  description: 'Notifications of changes; query again for the data that you need.',
});
