import type { Pipeline } from '@stillhouse/domain/recipe/pipeline.ts';
import { Document, isScalar, visit } from 'yaml';

/** A recipe as YAML that `--recipe` reads again; lists of numbers on one line. */
export function formatRecipe(recipe: Pipeline): string {
  const document = new Document(recipe);
  visit(document, {
    Seq(_key, list) {
      list.flow = list.items.every(isScalar);
    },
  });
  return document.toString({ lineWidth: 0 });
}
