import type { KnowledgeBaseHealth } from '@stillhouse/domain/record/knowledge-base.ts';
import { pearson } from '@stillhouse/domain/score/correlation.ts';
import type { EntrySource } from './health.ts';
import { duplicatesOf } from './health.ts';
import type { KnowledgeBase } from './knowledge-base.ts';
import { meanOverNeighbors, neighborhoodSize } from './neighborhood.ts';

/**
 * As `healthOf`, for scores in place of classes: how far the scores of nearest neighbors lie apart, and how near the teacher's come to the
 * gold ones. Without gold scores the teacher's stand in their place.
 *
 * @param knowledgeBase its soft labels are the teacher's scores, [size, 1]
 * @param sources [size], in the entries' order
 */
export function regressionHealthOf(
  knowledgeBase: KnowledgeBase,
  sources: readonly EntrySource[],
): KnowledgeBaseHealth {
  const { size, softLabels } = knowledgeBase;
  const labeled = sources.every((source) => source.label !== null);
  const gold = labeled ? sources.map((source) => Number(source.label)) : null;
  const scores = gold ?? softLabels;
  const squares = gold?.reduce((sum, score, i) => sum + (score - softLabels[i]!) ** 2, 0);
  return {
    labelPurity: null,
    labelPurityK: neighborhoodSize(size),
    teacherAccuracy: null,
    meanEntropy: null,
    neighborScoreGap:
      size < 2 ? 0 : meanOverNeighbors(knowledgeBase, (a, b) => Math.abs(scores[a]! - scores[b]!)),
    teacherPearson: gold && pearson(gold, softLabels),
    teacherError: squares === undefined ? null : Math.sqrt(squares / size),
    duplicates: duplicatesOf(sources),
  };
}
