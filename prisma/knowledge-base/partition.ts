/** Entries from which on a knowledge base gets an HNSW index when it is sealed; below, comparing with all is as fast. */
export const indexedFrom = 10_000;

/** pgvector indexes no wider vectors of single precision: such knowledge bases are searched exactly. */
export const widestIndexed = 2000;

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
