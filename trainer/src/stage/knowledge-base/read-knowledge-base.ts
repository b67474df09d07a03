import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { StoredKnowledgeBase } from '@stillhouse/domain/record/stored.ts';
import type { EntrySource } from '../../knowledge/health.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { Reader } from '../../record/reader.ts';

/** A sealed knowledge base as it is stored, with what its entries were made from. */
export interface ReadKnowledgeBase {
  header: StoredKnowledgeBase;
  entries: KnowledgeBase;
  /** [size], index of each entry's example in the dataset; −1 where there is none */
  examples: Int32Array;
  /** [size] */
  sources: EntrySource[];
}

/** Reads a knowledge base with its entries. @throws ExpectedError NOT_FOUND; INCOMPLETE before it is sealed */
export async function readKnowledgeBase(reader: Reader, id: string): Promise<ReadKnowledgeBase> {
  const header = await reader.knowledgeBase(id);
  const { size, dimension, classes } = header;
  if (!header.sealed) {
    throw new ExpectedError('INCOMPLETE', `The knowledge base ${header.name} is not sealed yet.`, [
      'knowledgeBase',
    ]);
  }
  const embeddings = new Float32Array(size * dimension);
  const softLabels = new Float32Array(size * classes);
  const examples = new Int32Array(size);
  for await (const batch of reader.entries(id)) {
    embeddings.set(batch.embeddings, batch.start * dimension);
    softLabels.set(batch.softLabels, batch.start * classes);
    examples.set(batch.examples, batch.start);
  }
  const texts: string[][] = [];
  const labels: (number | null)[] = [];
  for await (const batch of reader.examples(header.dataset.digest)) {
    texts.push(...batch.texts);
    labels.push(...batch.labels);
  }
  const sources = Array.from(
    examples,
    (example): EntrySource => ({
      texts: texts[example] ?? [],
      label: labels[example] ?? null,
    }),
  );
  return { header, entries: { size, dimension, classes, embeddings, softLabels }, examples, sources };
}

/** Reads one that was not made from another. @throws ExpectedError as above; BAD_INPUT for a variant */
export async function readOriginal(reader: Reader, id: string): Promise<ReadKnowledgeBase> {
  const base = await readKnowledgeBase(reader, id);
  if (base.header.method === null) return base;
  throw new ExpectedError(
    'BAD_INPUT',
    `The knowledge base ${base.header.name} was made smaller already: name the one it was made from.`,
    ['knowledgeBase'],
  );
}
