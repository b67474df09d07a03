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
    nodeTypeOptions: { description: 'Anything that has an id of its own.' },
    idFieldOptions: { description: 'Opaque; the same for ever.' },
    nodeQueryOptions: {
      description: 'Anything by its id; null where there is nothing.',
      args: { id: { description: 'As the field `id` of anything gave it.' } },
    },
    nodesQueryOptions: false,
    decodeGlobalID: decodeNodeId,
    pageInfoTypeOptions: { description: 'Where in a list a page lies.' },
    hasNextPageFieldOptions: { description: 'Whether anything follows.' },
    hasPreviousPageFieldOptions: { description: 'Whether this page was asked for with `after`.' },
    startCursorFieldOptions: { description: 'Cursor of the first row; null for an empty page.' },
    endCursorFieldOptions: { description: 'Cursor of the last row: `after` of the next page.' },
  },
  complexity: { fieldComplexity: fieldCost },
});

/** The types as the builder knows them. */
export type Types = (typeof builder)['$inferSchemaTypes'];

builder.queryType({
  description: `Everything that can be queried. An operation reads at most ${mostRead.rows} rows of lists and charts of ${mostRead.points} points, as \`extensions.cost\` reports; fields beyond that fail with TOO_LARGE.`,
});
builder.mutationType({
  description: 'Everything that can be written. Expected failures come as `errors` of the payload.',
});
builder.subscriptionType({ description: 'What changed; ask again for what you need of it.' });
