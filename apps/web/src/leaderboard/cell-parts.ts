import { formatScore, shortScore } from '../format/score.ts';
import type { BoardCell } from './columns.ts';

type Part = BoardCell['parts'][number];

/** What papers call the two halves of MNLI. */
const halves: Record<string, string> = {
  dev_matched: 'm',
  dev_mismatched: 'mm',
};

/** What tells a part from the others of its cell: its dataset, its score, or both. */
export function partTitle(part: Part, parts: readonly Part[]): string {
  const datasets = new Set(parts.map(({ dataset }) => dataset));
  const scores = new Set(parts.map(({ score }) => score));
  return [
    ...(datasets.size > 1 ? [halves[part.dataset] ?? part.dataset] : []),
    ...(scores.size > 1 || datasets.size === 1 ? [shortScore(part.score)] : []),
  ].join(' ');
}

/** Parts that the cell's figure is not already: MNLI's two halves, of which it is the mean, and the scores that do not rank. */
export function furtherParts({ score, parts }: Pick<BoardCell, 'score' | 'parts'>): Part[] {
  const datasets = new Set(parts.map(({ dataset }) => dataset));
  return parts.filter((part) => datasets.size > 1 || part.score !== score);
}

/**
 * What a cell says below its figure where that is not all there is; null for a task of one score on one dataset.
 */
export function partsNote(cell: Pick<BoardCell, 'score' | 'parts'>): string | null {
  const shown = furtherParts(cell);
  if (shown.length === 0) return null;
  return shown.map((part) => `${partTitle(part, cell.parts)} ${formatScore(part.mean)}`).join(', ');
}
