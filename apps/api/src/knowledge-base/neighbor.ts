import { neighborWeights } from '@stillhouse/domain/retrieval/fuse.ts';
import type { Context } from '../context.ts';
import { builder } from '../schema/builder.ts';
import { must } from '../schema/must.ts';
import { EntryRef, entryByIndex } from './entry-ref.ts';

/** A knowledge entry found near something. */
export interface Neighbor {
  rank: number;
  similarity: number;
  weight: number;
  knowledgeBase: string;
  index: number;
}

export const NeighborRef = builder.objectRef<Neighbor>('Neighbor').implement({
  description: 'A knowledge entry near a query, with its weight in the retrieved prediction.',
  fields: (t) => ({
    rank: t.exposeInt('rank', { description: 'Rank by similarity, from 1 (the nearest).' }),
    similarity: t.exposeFloat('similarity', {
      description: 'Cosine similarity: inner product of the normalized vectors, −1 to 1.',
    }),
    weight: t.exposeFloat('weight', {
      description:
        'Weight in the retrieved prediction, 0 to 1: softmax of similarity / τ over these neighbors.',
    }),
    entry: t.field({
      type: EntryRef,
      description: 'The knowledge entry.',
      resolve: async ({ knowledgeBase, index }, _args, context: Context) =>
        must(await entryByIndex(context).load({ knowledgeBase, index })),
    }),
  }),
});

/** Neighbors with their weights at a temperature. @param found nearest first */
export function weighted(
  knowledgeBase: string,
  found: readonly { index: number; similarity: number }[],
  temperature: number,
): Neighbor[] {
  const weights = neighborWeights(
    found.map(({ similarity }) => similarity),
    temperature,
  );
  return found.map(({ index, similarity }, i) => ({
    rank: i + 1,
    similarity,
    weight: weights[i] ?? 0,
    knowledgeBase,
    index,
  }));
}
