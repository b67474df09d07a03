import { type EntryRow, entriesByIndex } from '@stillhouse/prisma/knowledge-base/entries-by-index.ts';
import type { Context } from '../context.ts';
import { labeled, labelName, Probability } from '../dataset/dataset.ts';
import { builder } from '../schema/builder.ts';
import { connectionOf } from '../schema/connection.ts';
import { inOrder, perRequest } from '../schema/per-request.ts';

interface EntryKey {
  knowledgeBase: string;
  index: number;
}

const text = ({ knowledgeBase, index }: EntryKey) => `${knowledgeBase}:${index}`;

export const entryByIndex = perRequest(async (keys: readonly EntryKey[], { db }: Context) => {
  const entries = await entriesByIndex(db, keys);
  return inOrder(keys.map(text), entries, text);
}, text);

/** The entry that an id `knowledge base:index` names; null for what is none. */
export function entryById(id: string, context: Context): Promise<EntryRow | null> {
  const [knowledgeBase = '', index = ''] = id.split(':');
  if (!/^\d{1,9}$/.test(index)) return Promise.resolve(null);
  return entryByIndex(context).load({ knowledgeBase, index: Number(index) });
}

export const EntryRef = builder.objectRef<EntryRow>('KnowledgeEntry');

builder.node(EntryRef, {
  description: 'A teacher’s embedding (the key) and soft labels of one training example.',
  id: { resolve: text },
  brandLoadedObjects: true,
  loadMany: (ids, context) => Promise.all(ids.map((id) => entryById(id, context))),
  fields: (t) => ({
    index: t.exposeInt('index', { description: 'Index in the knowledge base, from 0.' }),
    key: t.exposeString('key', {
      description:
        'Name of the example in its source file; for a prototype, of the nearest example. Empty if it has none.',
    }),
    text: t.exposeStringList('texts', { description: 'Text of the example, or its pair of texts.' }),
    members: t.exposeInt('members', {
      description:
        'Number of examples that the entry represents: more than one for a prototype, whose key and soft labels are means.',
    }),
    label: t.string({
      nullable: true,
      description: 'Gold label, for regression the gold score as text; null if there is none.',
      resolve: ({ label, labels }) => labelName(label, labels),
    }),
    goldScore: t.float({
      nullable: true,
      description: 'Gold score of a regression example; null if there is none, and for classification.',
      resolve: ({ label, labels }) => (labels.length === 0 ? label : null),
    }),
    softLabels: t.field({
      type: [Probability],
      description: 'The teacher’s probabilities by class; for regression its predicted score.',
      complexity: { field: 1, multiplier: 1 },
      resolve: ({ softLabels, labels }) => labeled(softLabels, labels),
    }),
  }),
});

export const EntryConnection = connectionOf('KnowledgeEntry', EntryRef);
