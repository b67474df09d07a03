import type { KnowledgeStorage } from '@stillhouse/domain/record/knowledge-base.ts';
import type { DatabaseKind } from '../database/database.ts';

/** Entries from which on a knowledge base gets an HNSW index when it is sealed; below, comparing with all is as fast. */
export const indexedFrom = 10_000;

/** pgvector indexes no wider vectors: such knowledge bases are searched exactly. */
export function widestIndexed(storage: KnowledgeStorage): number {
  return storage === 'HALFVEC' ? 4000 : 2000;
}

/**
 * Elements that the embedded database indexes at most. It answers nobody meanwhile: 10,000 × 384 take it half a minute, of half precision, which
 * it compares slowly, many times as long.
 */
const mostElementsEmbedded = { VECTOR: 10_000_000, BINARY: 10_000_000, HALFVEC: 1_000_000 };

/** Whether an index is worth building here. @param elements entries × dimension */
export function isIndexable(kind: DatabaseKind, storage: KnowledgeStorage, elements: number): boolean {
  return kind === 'POSTGRES' || elements <= mostElementsEmbedded[storage];
}

/** Column that holds the keys. */
export function keyColumn(storage: KnowledgeStorage): 'embedding' | 'embedding_half' {
  return storage === 'HALFVEC' ? 'embedding_half' : 'embedding';
}

/** The key as it is indexed and asked through the index. @param of the row's name with a dot, where there are several */
export function indexedKey(storage: KnowledgeStorage, dimension: number, of = ''): string {
  const type = storage === 'HALFVEC' ? 'halfvec' : 'vector';
  return `${of}${keyColumn(storage)}::${type}(${dimension})`;
}

/** The key of an entry `e` in single precision, however it is kept. */
export const anyKey = 'coalesce(e.embedding, e.embedding_half::vector)';

/** Bytes of a row that surely fit on a page of 8 KiB without being moved out of line. */
const widestInline = 7800;

/** Name of the partition of knowledge_entry that holds a knowledge base. The id is a UUID, so the name needs no quotes. */
export function partitionOf(knowledgeBase: string): string {
  return `knowledge_entry_${knowledgeBase.replaceAll('-', '').toLowerCase()}`;
}

/** Name of its HNSW index. */
export function indexOf(knowledgeBase: string): string {
  return `${partitionOf(knowledgeBase)}_hnsw`;
}

/** Whether vectors are kept within their row, where an exact search reads them without a second look-up. */
export function fitsInline(dimension: number, classes: number): boolean {
  return 4 * dimension + 8 * classes <= widestInline;
}
