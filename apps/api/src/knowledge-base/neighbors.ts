import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { embeddingOfPrediction } from '@stillhouse/prisma/evaluation/embedding-of-prediction.ts';
import type { KnowledgeBase } from '@stillhouse/prisma/generated/client.ts';
import { embeddingOfEntry } from '@stillhouse/prisma/knowledge-base/embedding-of-entry.ts';
import { nearestEntries } from '@stillhouse/prisma/knowledge-base/nearest-entries.ts';
import type { Context } from '../context.ts';
import { builder } from '../schema/builder.ts';
import { compositeId } from '../schema/global-id.ts';
import { checkFirst, pageCost } from '../schema/limits.ts';
import { KnowledgeBaseRef, SearchRef } from './knowledge-base-ref.ts';
import { NeighborRef, weighted } from './neighbor.ts';

/** τ where neither the query nor the prediction's policy gives one: ReAugKD's usual one. */
const usualTemperature = 0.1;

const NeighborQuery = builder.inputType('NeighborQuery', {
  description: 'The query whose neighbors are searched. Set exactly one field.',
  isOneOf: true,
  fields: (t) => ({
    entry: t.id({
      description:
        'Global id of an entry of this knowledge base; the entry itself is left out of the result.',
    }),
    vector: t.floatList({ description: 'A vector of the knowledge base’s dimension; it is normalized.' }),
    prediction: t.id({
      description: 'Global id of a prediction that was stored with the student’s embedding.',
    }),
  }),
});

builder.objectField(KnowledgeBaseRef, 'neighbors', (t) =>
  t.field({
    type: [NeighborRef],
    description: 'The entries nearest to a query, nearest first.',
    args: {
      of: t.arg({ type: NeighborQuery, required: true, description: 'The query.' }),
      first: t.arg.int({ required: true, description: 'Number of neighbors, 1 to 100.' }),
      search: t.arg({
        type: SearchRef,
        defaultValue: 'EXACT',
        description:
          'Search method. HNSW fails with BAD_INPUT if there is no index: queries never build one, use `buildKnowledgeBaseIndex`.',
      }),
      efSearch: t.arg.int({
        description: 'Size of HNSW’s candidate list, 1 to 1000; default: the larger of 40 and `first`.',
      }),
      temperature: t.arg.float({
        description: 'τ of the weights; default: that of the prediction’s policy, otherwise 0.1.',
      }),
    },
    complexity: pageCost,
    resolve: async (base, { of, first, search, efSearch, temperature }, { db }) => {
      const k = checkFirst(first);
      if (temperature != null && !(temperature > 0)) {
        throw new ExpectedError('BAD_INPUT', 'temperature must be greater than 0.', ['temperature']);
      }
      if (efSearch != null && (efSearch < 1 || efSearch > 1000)) {
        throw new ExpectedError('BAD_INPUT', `efSearch must be 1 to 1000, not ${efSearch}.`, ['efSearch']);
      }
      const query = await vectorOf(db, base, of);
      const [found = []] = await nearestEntries(db, {
        knowledgeBase: base.id,
        vectors: [query.vector],
        k,
        search: search ?? 'EXACT',
        efSearch: efSearch ?? null,
        ...(query.itself !== null && { excludeIndex: query.itself }),
      });
      return weighted(base.id, found, temperature ?? query.temperature ?? usualTemperature);
    },
  }),
);

interface QueryVector {
  vector: readonly number[] | Float32Array;
  /** Index of the entry that asks. */
  itself: number | null;
  temperature: number | null;
}

async function vectorOf(
  db: Context['db'],
  base: KnowledgeBase,
  of: typeof NeighborQuery.$inferInput,
): Promise<QueryVector> {
  if (of.vector) return { vector: normalized(of.vector, base.dimension), itself: null, temperature: null };
  if (of.entry != null) {
    const [owner, index] = compositeId('KnowledgeEntry', String(of.entry), 'of', 'entry');
    if (owner !== base.id) {
      throw new ExpectedError('BAD_INPUT', 'This entry belongs to another knowledge base.', ['of', 'entry']);
    }
    return { vector: await embeddingOfEntry(db, base.id, index), itself: index, temperature: null };
  }
  const [evaluation, index] = compositeId('Prediction', String(of.prediction), 'of', 'prediction');
  const { embedding, temperature } = await embeddingOfPrediction(db, evaluation, index);
  if (embedding.length !== base.dimension)
    throw otherDimension(embedding.length, base.dimension, 'prediction');
  return { vector: embedding, itself: null, temperature };
}

function normalized(vector: readonly number[], dimension: number): number[] {
  if (vector.length !== dimension) throw otherDimension(vector.length, dimension, 'vector');
  const length = Math.hypot(...vector);
  if (!Number.isFinite(length) || length === 0) {
    throw new ExpectedError('BAD_INPUT', 'The vector must be finite and not zero.', ['of', 'vector']);
  }
  return vector.map((value) => value / length);
}

function otherDimension(found: number, wanted: number, field: string): ExpectedError {
  const message = `The vector has ${found} elements, but the keys of this knowledge base have ${wanted}.`;
  return new ExpectedError('BAD_INPUT', message, ['of', field]);
}
