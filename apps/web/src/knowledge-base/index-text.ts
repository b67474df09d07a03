type Index = { connectivity: number; efConstruction: number };

/** How the database searches: `exact scan`, or `HNSW index, m 16, ef_construction 200` in pgvector's words. */
export function indexText(index: Index | null | undefined): string {
  if (!index) return 'exact scan';
  return `HNSW index, m ${index.connectivity}, ef_construction ${index.efConstruction}`;
}
