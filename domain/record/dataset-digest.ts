import type { Split } from './dataset.ts';

/**
 * Canonical text of one example, as it goes into the dataset's digest: a JSON line of texts and label.
 * The digest of a dataset is sha256 over `datasetPreamble` followed by the line of each example in order.
 */
export function exampleLine(texts: readonly string[], label: number | null): string {
  return `${JSON.stringify([texts, label])}\n`;
}

/** First line of what is digested. */
export function datasetPreamble(task: string, split: Split, labels: readonly string[]): string {
  return `${JSON.stringify({ task, split, labels })}\n`;
}
