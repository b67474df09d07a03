import type { KnowledgeBaseHealth } from '@stillhouse/domain/record/knowledge-base.ts';
import { argMax } from '@stillhouse/domain/retrieval/fuse.ts';
import { type KnowledgeBase, rowOf } from './knowledge-base.ts';
import { meanOverNeighbors, neighborhoodSize } from './neighborhood.ts';

/** What an entry was made from. */
export interface EntrySource {
  texts: readonly string[];
  /** null where the source has no label */
  label: number | null;
}

/**
 * Figures that tell a good knowledge base from a bad one (domain/record/knowledge-base.ts). Purity is taken over all entries, or a
 * seeded sample of 2000, against gold labels where all entries have one, else against the teacher's class.
 *
 * @param sources [size], in the entries' order
 */
export function healthOf(knowledgeBase: KnowledgeBase, sources: readonly EntrySource[]): KnowledgeBaseHealth {
  const { size, classes, softLabels } = knowledgeBase;
  const teacher = Array.from({ length: size }, (_, i) => argMax(rowOf(softLabels, classes, i)));
  const labeled = sources.every((source) => source.label !== null);
  const gold = labeled ? sources.map((source) => Number(source.label)) : null;
  const right = gold?.filter((label, i) => label === teacher[i]).length;
  return {
    labelPurity: size < 2 ? 1 : purityOf(knowledgeBase, gold ?? teacher),
    labelPurityK: neighborhoodSize(size),
    teacherAccuracy: right === undefined ? null : right / size,
    meanEntropy: meanEntropy(softLabels, size),
    duplicates: duplicatesOf(sources),
  };
}

/** Entries whose texts stand in an earlier one too. */
export function duplicatesOf(sources: readonly EntrySource[]): number {
  return sources.length - new Set(sources.map((source) => source.texts.join('\t'))).size;
}

function purityOf(knowledgeBase: KnowledgeBase, labels: readonly number[]): number {
  return meanOverNeighbors(knowledgeBase, (entry, neighbor) => Number(labels[entry] === labels[neighbor]));
}

/** @returns nats */
function meanEntropy(softLabels: Float32Array, size: number): number {
  let sum = 0;
  for (const probability of softLabels) if (probability > 0) sum -= probability * Math.log(probability);
  return sum / size;
}
