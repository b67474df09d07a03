import type { Transaction } from '../database/database.ts';
import type { LockedKnowledgeBase } from './lock-knowledge-base.ts';
import { indexedKey, indexOf, partitionOf } from './partition.ts';
import { reachedShare } from './reached-share.ts';

const megabyte = 1024 * 1024;
const mostMemory = 2048 * megabyte;
/** Postgres' own default for maintenance_work_mem. */
const leastMemory = 64 * megabyte;
/** Beside its vector, an element of the graph has links of 16 bytes on its layers (16, twice that on the lowest) and headers. */
const bytesPerElement = 700;

/**
 * How the graph is built at first. pgvector's own candidates, 64, leave recall to chance: over eight builds of 20,000 × 384 between 0.9685 and
 * 1, with 200 at least 0.9945; it costs two to three times the building (bench/RESULTS.md).
 */
export const indexSettings = {
  /** Neighbors of a node on the upper layers; twice as many on the lowest. */
  connectivity: 16,
  /** Candidates looked at while a node is added. */
  efConstruction: 200,
};

/** Share of the entries that a graph must lead to, for a recall of 0.99; one that does not is built again with twice the candidates. */
const wantedShare = 0.998;
const builds = 3;

type Indexed = Pick<LockedKnowledgeBase, 'id' | 'size' | 'dimension' | 'storage'>;

/**
 * Builds the HNSW index of a knowledge base's partition for the inner product, and records that it stands and how it was built. A graph that
 * leaves entries out of reach is built again, with more candidates.
 */
export async function buildIndex(tx: Transaction, base: Indexed, settings = indexSettings): Promise<void> {
  const { id } = base;
  const { connectivity } = settings;
  let { efConstruction } = settings;
  for (let build = 1; ; build++) {
    await buildGraph(tx, base, { connectivity, efConstruction });
    if (build === builds || (await reachedShare(tx, base)) >= wantedShare) break;
    await tx.query(`DROP INDEX ${indexOf(id)}`);
    efConstruction *= 2;
  }
  await tx.query(
    `UPDATE knowledge_base SET indexed = true, index_connectivity = $2, index_ef_construction = $3,
       index_bytes = pg_total_relation_size('${indexOf(id)}'::regclass)
     WHERE id = $1`,
    [id, connectivity, efConstruction],
  );
}

/**
 * With the whole graph in memory it is built many times faster, so that much is asked for; where the server cannot give it (the small shared
 * memory of containers), it is built with less, in one process.
 */
export async function buildGraph(
  tx: Transaction,
  { id, size, dimension, storage }: Indexed,
  { connectivity, efConstruction }: typeof indexSettings,
): Promise<void> {
  const graph = size * (4 * dimension + bytesPerElement);
  const memory = Math.min(Math.max(Math.ceil(1.1 * graph), leastMemory), mostMemory);
  const create = `
    CREATE INDEX IF NOT EXISTS ${indexOf(id)} ON ${partitionOf(id)}
    USING hnsw ((${indexedKey(storage, dimension)}) ${storage === 'HALFVEC' ? 'halfvec' : 'vector'}_ip_ops)
    WITH (m = ${connectivity}, ef_construction = ${efConstruction})`;
  await tx.query('SAVEPOINT before_index');
  try {
    await tx.query(`SET LOCAL maintenance_work_mem = '${Math.ceil(memory / 1024)}kB'`);
    await tx.query(create);
  } catch (error) {
    if (!isOutOfMemory(error)) throw error;
    await tx.query('ROLLBACK TO SAVEPOINT before_index');
    await tx.query('SET LOCAL max_parallel_maintenance_workers = 0');
    await tx.query(create);
  }
  await tx.query('RELEASE SAVEPOINT before_index');
}

/** 53100: shared memory cannot be enlarged; 53200: out of memory. */
function isOutOfMemory(error: unknown): boolean {
  return ['53100', '53200'].includes((error as { code?: string }).code ?? '');
}
