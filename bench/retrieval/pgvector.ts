import type { Database } from '@stillhouse/prisma/database/database.ts';
import { buildGraph, indexSettings } from '@stillhouse/prisma/knowledge-base/build-index.ts';
import { ensureIndex } from '@stillhouse/prisma/knowledge-base/ensure-index.ts';
import { nearestEntries } from '@stillhouse/prisma/knowledge-base/nearest-entries.ts';
import { indexOf } from '@stillhouse/prisma/knowledge-base/partition.ts';
import { sealKnowledgeBase } from '@stillhouse/prisma/knowledge-base/seal-knowledge-base.ts';
import { writeEntries } from '@stillhouse/prisma/knowledge-base/write-entries.ts';
import type { KnowledgeBase } from '@stillhouse/trainer/knowledge/knowledge-base.ts';
import { type Neighbors, similarity } from '@stillhouse/trainer/knowledge/search/neighbors.ts';
import { aKnowledgeBase, aWrittenDataset } from '../../test/prisma/records.ts';

const batch = 1000;

/** The nearest entries of one query in the database. */
export type StoredSearch = (query: Float32Array, k: number, efSearch: number | null) => Promise<Neighbors>;

export interface Stored {
  search: StoredSearch;
  /** Seconds that writing the entries took. */
  written: number;
  /** Seconds that sealing and the HNSW index took. */
  built: number;
  /** Builds the index anew with so many candidates looked at while a node is added. @returns seconds */
  rebuild(efConstruction: number): Promise<number>;
}

/** Writes the knowledge base as the trainer does, with its HNSW index. */
export async function storeInPgvector(db: Database, knowledgeBase: KnowledgeBase): Promise<Stored> {
  const { size, dimension, classes, embeddings, softLabels } = knowledgeBase;
  const began = performance.now();
  const labels = Array.from({ length: classes }, (_, label) => String(label));
  const { digest } = await aWrittenDataset(db, size, { split: 'TRAIN', labels });
  const { id } = await aKnowledgeBase(db, size, { dataset: digest, dimension, classes });
  for (let start = 0; start < size; start += batch) {
    const end = Math.min(size, start + batch);
    await writeEntries(db, {
      knowledgeBase: id,
      start,
      count: end - start,
      dimension,
      classes,
      embeddings: embeddings.slice(start * dimension, end * dimension),
      softLabels: softLabels.slice(start * classes, end * classes),
      examples: Int32Array.from({ length: end - start }, (_, i) => start + i),
    });
  }
  const sealing = performance.now();
  await sealKnowledgeBase(db, { id, size, health: null });
  await ensureIndex(db, id);
  const finished = performance.now();
  const stored: StoredSearch = async (query, k, efSearch) => {
    const search = efSearch === null ? 'EXACT' : 'HNSW';
    const [found = []] = await nearestEntries(db, {
      knowledgeBase: id,
      vectors: [query],
      k,
      search,
      efSearch,
    });
    return {
      count: 1,
      k: found.length,
      indices: Int32Array.from(found, ({ index }) => index),
      // As the search in process rounds them, so that recall compares like with like.
      similarities: Float32Array.from(found, ({ index }) => similarity(knowledgeBase, index, query, 0)),
    };
  };
  const rebuild = async (efConstruction: number) => {
    const start = performance.now();
    await db.transaction(async (tx) => {
      await tx.query(`DROP INDEX ${indexOf(id)}`);
      await buildGraph(tx, { id, size, dimension, storage: 'VECTOR' }, { ...indexSettings, efConstruction });
    });
    return (performance.now() - start) / 1000;
  };
  return { search: stored, written: (sealing - began) / 1000, built: (finished - sealing) / 1000, rebuild };
}
