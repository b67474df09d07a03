import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { Lexer, Source, TokenKind } from 'graphql';
import { deepestDocument, mostTokens } from './limits.ts';

const opening = new Set<string>([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const closing = new Set<string>([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/**
 * Bounds a document before it is parsed: parsing, validation and coercion recurse, and a document nested thousands deep overflows the stack.
 *
 * @throws ExpectedError TOO_LARGE for more tokens, or brackets nested deeper, than allowed
 */
export function checkNesting(document: string): void {
  const lexer = new Lexer(new Source(document));
  let depth = 0;
  for (let tokens = 0; tokens <= mostTokens; tokens++) {
    const kind = nextKind(lexer);
    if (kind === null) return;
    if (opening.has(kind)) depth += 1;
    if (closing.has(kind)) depth -= 1;
    if (depth > deepestDocument) {
      throw new ExpectedError(
        'TOO_LARGE',
        `The document nests brackets more than ${deepestDocument} levels deep. Flatten its filters, or send them as variables.`,
      );
    }
  }
  throw new ExpectedError(
    'TOO_LARGE',
    `The document has more than ${mostTokens} tokens. Request fewer fields.`,
  );
}

/** null at the end, and where the document is no GraphQL, which its parser reports better. */
function nextKind(lexer: Lexer): string | null {
  try {
    const { kind } = lexer.advance();
    return kind === TokenKind.EOF ? null : kind;
  } catch {
    return null;
  }
}
