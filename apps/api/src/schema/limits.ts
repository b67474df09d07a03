import { complexityFromQuery } from '@pothos/plugin-complexity';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type DocumentNode, type GraphQLSchema, visit } from 'graphql';

/** Most rows of one page. */
export const largestPage = 100;

/** Most lexical tokens of a document. */
export const mostTokens = 8000;

/** Deepest nesting of brackets in a document: selections, lists and input objects. */
export const deepestDocument = 64;

/** Most operations that one WebSocket may have open. */
export const mostSubscriptions = 100;

/** Most queries and mutations among them: each counts until its answer has left this process. */
export const mostQueries = 10;

/** Most bytes that wait for a WebSocket's client to read them. */
export const mostUnread = 8 * 1024 * 1024;

/** Most bytes of a GraphQL request. */
export const mostBytes = 16 * 1024 * 1024;

/** Bounds of one operation. Cost counts objects (cost.ts), those of a page as often as its `first` says. */
export const limits = { complexity: 20_000, depth: 15, aliases: 50 };

/** What an operation costs. */
export interface Cost {
  complexity: number;
  depth: number;
}

/**
 * Weighs an operation before it is carried out.
 *
 * @throws ExpectedError TOO_LARGE where it is nested too deep, costs too much or renames too many fields
 */
export function weigh(schema: GraphQLSchema, document: DocumentNode, options: Weighed): Cost {
  let aliases = 0;
  visit(document, {
    Field({ alias }) {
      if (alias) aliases++;
    },
  });
  const { complexity, depth } = complexityFromQuery(document, {
    schema,
    ctx: options.context,
    variables: options.variables ?? {},
  });
  for (const [figure, value] of Object.entries({ complexity, depth, aliases })) {
    const most = limits[figure as keyof typeof limits];
    if (value <= most) continue;
    const message = `The operation has a ${figure} of ${value}, more than the limit of ${most}. Request fewer fields, or use pages.`;
    throw new ExpectedError('TOO_LARGE', message);
  }
  return { complexity, depth };
}

interface Weighed {
  context: object;
  variables: Record<string, unknown> | null | undefined;
}

/** @throws ExpectedError BAD_INPUT for a page size that is not 1 … 100 */
export function checkFirst(first: number): number {
  if (first >= 1 && first <= largestPage) return first;
  throw new ExpectedError('BAD_INPUT', `first must be 1 to ${largestPage}, not ${first}.`, ['first']);
}

/** What a page costs. A page size that will be refused costs no more than the largest. */
export function pageCost({ first }: { first: number }): { field: number; multiplier: number } {
  return { field: 1, multiplier: Math.min(Math.max(first, 1), largestPage) };
}
