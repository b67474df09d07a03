import type { KnowledgeBaseHealth } from '@stillhouse/domain/record/knowledge-base.ts';

/** Texts to be looked for in a knowledge base. */
export interface EvaluatedTexts {
  /** Name of the dataset. */
  name: string;
  examples: readonly { texts: readonly string[] }[];
}

/** How many evaluation examples have the texts of an entry, after normalizing both. */
export function leakageOf(
  sources: readonly { texts: readonly string[] }[],
  evaluated: readonly EvaluatedTexts[],
): NonNullable<KnowledgeBaseHealth['leakage']> {
  const held = new Set(sources.map(({ texts }) => normalizedTexts(texts)));
  return evaluated.map(({ name, examples }) => ({
    dataset: name,
    examples: examples.length,
    leaked: examples.filter(({ texts }) => held.has(normalizedTexts(texts))).length,
  }));
}

/** Unicode NFKC, lower case, single spaces, none at the ends; a pair in its order. */
function normalizedTexts(texts: readonly string[]): string {
  return texts.map((text) => text.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, ' ').trim()).join('\t');
}
