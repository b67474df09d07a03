import { uuid } from '@stillhouse/domain/record/identity.ts';
import type { KnowledgeStorage } from '@stillhouse/domain/record/knowledge-base.ts';
import type { Search } from '@stillhouse/domain/retrieval/policy.ts';
import { toSql } from 'pgvector';
import type { Database, Queryable } from '../database/database.ts';
import { check } from '../input/check.ts';
import { mustExist } from '../input/must-exist.ts';
import { parseInput } from '../input/parse-input.ts';
import { askIndex } from './ask-index.ts';
import { indexedKey, partitionOf } from './partition.ts';

export interface NearestQuery {
  knowledgeBase: string;
  /** Vectors of the knowledge base's dimension, L2-normalized for similarities to be cosines. */
  vectors: readonly ArrayLike<number>[];
  k: number;
  search: Search;
  /** Size of HNSW's candidate list, at most 1000; raised to k where it is less. Default: 40, pgvector's own. */
  efSearch?: number | null | undefined;
  /** An entry that is not its own neighbor. */
  excludeIndex?: number | undefined;
}

export interface Nearest {
  index: number;
  /** Inner product x · z. */
  similarity: number;
}

const defaultEfSearch = 40;
const largestEfSearch = 1000;

/**
 * The k entries of a knowledge base with the greatest inner product with each vector, nearest first, all vectors in one statement. EXACT
 * compares with every entry and puts the lower index first on ties; HNSW asks the index, may miss some, and may find fewer than k.
 *
 * @returns [vectors][k or fewer]
 * @throws ExpectedError NOT_FOUND; BAD_INPUT for vectors of another dimension, and for HNSW where there is no index (`ensureIndex` builds one)
 */
export async function nearestEntries(db: Database, query: NearestQuery): Promise<Nearest[][]> {
  const id = parseInput(uuid, query.knowledgeBase);
  const { vectors, k, search, excludeIndex } = query;
  check(Number.isInteger(k) && k >= 1, `k must be a positive whole number, not ${k}`, 'k');
  const [row] = await db.query<Searched>(
    'SELECT dimension, indexed, size, storage, rerank FROM knowledge_base WHERE id = $1',
    [id],
  );
  const searched = mustExist(row, 'knowledge base', id, 'knowledgeBase');
  const { dimension, indexed, size } = searched;
  vectors.forEach((vector, i) => {
    check(
      vector.length === dimension,
      `vector ${i} has ${vector.length} elements, but the knowledge base has dimension ${dimension}`,
      'vectors',
      String(i),
    );
  });
  if (vectors.length === 0) return [];
  const limit = excludeIndex === undefined ? k : k + 1;
  const values = [vectors.map((vector) => toSql(Array.from(vector))), limit];
  let found: Found[];
  if (search === 'EXACT') {
    found = await db.query<Found>(exact(partitionOf(id), searched), values);
  } else {
    check(
      indexed,
      `the knowledge base ${id} (${size} entries) has no HNSW index: search it with EXACT, or build the index first with the mutation buildKnowledgeBaseIndex`,
      'search',
    );
    const efSearch = Math.min(Math.max(query.efSearch ?? defaultEfSearch, limit), largestEfSearch);
    found = await db.transaction((tx) => throughIndex(tx, partitionOf(id), searched, efSearch, values), {
      readOnly: true,
    });
  }
  const neighbors: Nearest[][] = vectors.map(() => []);
  for (const { query: of, index, similarity } of found) {
    if (index === excludeIndex || (neighbors[of]?.length ?? k) >= k) continue;
    neighbors[of]?.push({ index, similarity });
  }
  return neighbors;
}

interface Searched {
  dimension: number;
  indexed: boolean;
  size: number;
  storage: KnowledgeStorage;
  rerank: number | null;
}

interface Found extends Nearest {
  query: number;
}

/**
 * The vectors are read from their text once, before anything is compared with them. The index is on `embedding::vector(d)`; the bare
 * column passes it by. `<#>` is the negative inner product. Keys of half precision are multiplied in single precision; of binary codes the
 * nearest `rerank` by Hamming distance are.
 */
const exact = (partition: string, { storage, dimension, rerank }: Searched) => `
  SELECT (asked.ordinality - 1)::int AS query, nearest.index, -nearest.distance AS similarity
  FROM unnest($1::text[]::vector[]) WITH ORDINALITY AS asked (vector)
  CROSS JOIN LATERAL (
    SELECT index, ${storage === 'HALFVEC' ? 'embedding_half::vector' : 'embedding'} <#> asked.vector::vector AS distance
    FROM ${storage === 'BINARY' ? codesNearest(partition, dimension, rerank ?? 0) : partition} ORDER BY distance, index LIMIT $2
  ) AS nearest
  ORDER BY asked.ordinality, nearest.distance, nearest.index`;

const codesNearest = (partition: string, dimension: number, rerank: number) => `(
      SELECT index, embedding FROM ${partition}
      ORDER BY binary_quantize(embedding)::bit(${dimension}) <~> binary_quantize(asked.vector::vector)::bit(${dimension}), index
      LIMIT greatest($2, ${rerank})
    ) AS candidates`;

const approximate = (partition: string, key: string, type: string) => `
  SELECT (asked.ordinality - 1)::int AS query, nearest.index, -nearest.distance AS similarity
  FROM unnest($1::text[]::vector[]) WITH ORDINALITY AS asked (vector)
  CROSS JOIN LATERAL (
    SELECT index, ${key} <#> asked.vector::${type} AS distance
    FROM ${partition} ORDER BY ${key} <#> asked.vector::${type} LIMIT $2
  ) AS nearest
  ORDER BY asked.ordinality, nearest.distance, nearest.index`;

async function throughIndex(
  tx: Queryable,
  partition: string,
  { storage, dimension }: Searched,
  efSearch: number,
  values: readonly unknown[],
): Promise<Found[]> {
  await askIndex(tx, efSearch);
  const type = `${storage === 'HALFVEC' ? 'halfvec' : 'vector'}(${dimension})`;
  return tx.query<Found>(approximate(partition, indexedKey(storage, dimension), type), values);
}
