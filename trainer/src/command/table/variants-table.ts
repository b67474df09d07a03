import { gainBetween, gainText, spreadText } from '@stillhouse/domain/score/score-text.ts';
import type { VariantResult } from '../../stage/knowledge-base/compress.ts';
import type { VariantScore } from '../../stage/knowledge-base/evaluate-variant.ts';
import { groupedBy } from './ranked-group.ts';
import { textTable } from './text-table.ts';

const titles = [
  '',
  'rows',
  'keys, kB',
  'stored, kB',
  'K',
  'τ',
  'β',
  'neighbors only',
  'with retrieval',
  'change',
];

/**
 * Score against size, × 100: for each variant mean ± standard deviation over the seeds of a recipe, with the policies that they have. One
 * table for each dataset and recipe.
 */
export function variantsTable(results: readonly VariantResult[]): string {
  const all = results.flatMap(({ scores }) => scores);
  return [...groupedBy(all, tableKey).keys()].map((key) => tableOf(results, key)).join('\n\n');
}

/** Scores of one table. */
function tableKey({ dataset, recipe }: VariantScore): string {
  return JSON.stringify([dataset, recipe]);
}

function tableOf(results: readonly VariantResult[], key: string): string {
  const of = ({ scores }: VariantResult) => scores.filter((score) => tableKey(score) === key);
  const [original] = results;
  const before = original ? of(original) : [];
  const rows = results.map((result) => {
    const scores = of(result);
    const changes = scores.map(({ fused }, i) => gainBetween(before[i]?.fused ?? null, fused));
    return [
      result.title,
      String(result.rows),
      kilobytes(result.keyBytes),
      kilobytes(result.bytes),
      range(scores, 'k'),
      range(scores, 'temperature'),
      range(scores, 'beta'),
      spread(scores, 'neighborsOnly'),
      spread(scores, 'fused'),
      result === original ? '' : spreadText(changes, gainText),
    ];
  });
  const alone = spread(before, 'alone');
  const [first] = before;
  const name = first?.run.replace(/\/seed-\d+$/, '');
  const students = before.length === 1 ? 'one student' : `${before.length} students`;
  return `${first?.dataset}, ${name}, ${students}, ${alone} alone; exact search\n${textTable(titles, rows)}`;
}

function spread(scores: readonly VariantScore[], part: 'alone' | 'neighborsOnly' | 'fused'): string {
  return spreadText(scores.map((score) => score[part]));
}

/** One number where all students have it, else the least and the greatest. */
function range(scores: readonly VariantScore[], part: keyof VariantScore['policy']): string {
  const values = scores.map(({ policy }) => policy[part]);
  return [...new Set([Math.min(...values), Math.max(...values)])].join('–');
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(bytes < 100_000 ? 1 : 0);
}
