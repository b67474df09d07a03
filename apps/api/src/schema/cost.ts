import { type GraphQLField, getNamedType, getNullableType, isLeafType, isListType } from 'graphql';

/** What a list that is no page is taken to hold. */
const usualList = 5;

/**
 * What a field costs unless it says otherwise: nothing for a value, 1 for an object, and what is below it as often as a list is taken
 * to hold.
 */
export function fieldCost(
  _args: unknown,
  _context: unknown,
  { type }: Pick<GraphQLField<unknown, unknown>, 'type'>,
): { field: number; multiplier: number } {
  if (isLeafType(getNamedType(type))) return { field: 0, multiplier: 1 };
  return { field: 1, multiplier: isListType(getNullableType(type)) ? usualList : 1 };
}
