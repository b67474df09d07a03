import { type ASTNode, GraphQLError, Kind, type ValueNode, valueFromASTUntyped, visit } from 'graphql';
import { isAltered } from './altered-number.ts';

/**
 * The value of a JSON literal in a document.
 *
 * @throws GraphQLError for a number that a double does not hold, and for a member named `__proto__`
 */
export function jsonLiteral(node: ValueNode, variables?: Record<string, unknown> | null): unknown {
  const refuse = (message: string, at: ASTNode) => {
    throw new GraphQLError(message, { nodes: at });
  };
  const checkNumber = (number: ASTNode & { value: string }) => {
    if (!isAltered(number.value)) return;
    refuse(
      `A JSON number cannot represent ${number.value.slice(0, 40)} exactly. Send it as a string.`,
      number,
    );
  };
  visit(node, {
    [Kind.INT]: checkNumber,
    [Kind.FLOAT]: checkNumber,
    [Kind.OBJECT_FIELD]: (field) => {
      if (field.name.value === '__proto__') refuse('A member cannot be named __proto__.', field);
    },
  });
  return valueFromASTUntyped(node, variables);
}
