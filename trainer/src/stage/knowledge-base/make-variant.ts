import { seededRandom } from '@stillhouse/domain/random/random.ts';
import type { Compression, KnowledgeStorage } from '@stillhouse/domain/record/knowledge-base.ts';
import { argMax } from '@stillhouse/domain/retrieval/fuse.ts';
import { halfPrecision } from '@stillhouse/domain/retrieval/half-precision.ts';
import { condensed } from '../../knowledge/compress/condensed.ts';
import { herding } from '../../knowledge/compress/herding.ts';
import { prototypes } from '../../knowledge/compress/prototypes.ts';
import { randomSubset } from '../../knowledge/compress/random-subset.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import { pickRows, rowOf } from '../../knowledge/knowledge-base.ts';
import { binarySearch } from '../../knowledge/search/binary-codes.ts';
import { exactSearch } from '../../knowledge/search/exact.ts';
import type { NeighborSearch } from '../../knowledge/search/neighbors.ts';
import type { ReadKnowledgeBase } from './read-knowledge-base.ts';

/** One way to make a knowledge base smaller, settled. */
export interface VariantPlan {
  method: Compression;
  settings: Record<string, number>;
  /** `herding to 10 %` */
  title: string;
}

export interface VariantChoice {
  methods: readonly Compression[];
  /** Shares of the entries that subsets and prototypes keep, each over 0 and below 1. */
  keep: readonly number[];
  /** Entries whose full vectors are compared behind binary codes. */
  rerank: number;
  seed: number;
}

/** Knowledge bases to be made: one for each method, for those that choose how many entries one for each share. */
export function plansOf({ methods, keep, rerank, seed }: VariantChoice): VariantPlan[] {
  return methods.flatMap((method): VariantPlan[] => {
    if (method === 'halfvec') return [{ method, settings: {}, title: method }];
    if (method === 'binary-codes')
      return [{ method, settings: { rerank }, title: `binary codes, ${rerank} ranked again` }];
    if (method === 'condensed-nearest-neighbor')
      return [{ method, settings: { seed }, title: 'condensed nearest neighbor' }];
    return keep.map((share) => ({
      method,
      settings: method === 'herding' ? { keep: share } : { keep: share, seed },
      title: `${method === 'random-subset' ? 'random subset' : method} to ${Number((100 * share).toPrecision(3))} %`,
    }));
  });
}

/** A smaller knowledge base in memory, and how it is searched. */
export interface Variant {
  entries: KnowledgeBase;
  storage: KnowledgeStorage;
  /** Of BINARY storage; else null. */
  rerank: number | null;
  /** [size], index of each entry's example in the dataset, of a prototype the nearest */
  examples: Int32Array;
  /** [size], how many entries of the original each stands for */
  members: Int32Array;
  /** [size], entry of the original that each is, of a prototype the nearest */
  origins: Int32Array;
  search: NeighborSearch;
}

/** Makes the knowledge base that a plan says. The same plan makes the same again. */
export function makeVariant(base: ReadKnowledgeBase, { method, settings }: VariantPlan): Variant {
  const { entries } = base;
  const random = seededRandom(settings.seed ?? 0);
  const rows = Math.max(1, Math.round((settings.keep ?? 1) * entries.size));
  switch (method) {
    case 'halfvec': {
      const rounded = { ...entries, embeddings: halfPrecision(entries.embeddings) };
      return { ...whole(base, rounded), storage: 'HALFVEC' };
    }
    case 'binary-codes': {
      const rerank = settings.rerank ?? 1;
      return { ...whole(base, entries), storage: 'BINARY', rerank, search: binarySearch(entries, rerank) };
    }
    case 'random-subset':
      return subset(base, randomSubset(classesOf(base), rows, random));
    case 'herding':
      return subset(base, herding(entries, classesOf(base), rows));
    case 'condensed-nearest-neighbor':
      return subset(base, condensed(entries, classesOf(base), random));
    case 'k-means': {
      const { knowledgeBase, members, nearest } = prototypes(entries, classesOf(base), rows, random);
      return {
        ...whole(base, knowledgeBase),
        examples: nearest.map((entry) => base.examples[entry]!),
        members,
        origins: nearest,
      };
    }
  }
}

/** Class of each entry: the gold one where all have one, else the teacher's; a single one for regression. */
function classesOf({ header, entries, sources }: ReadKnowledgeBase): Int32Array {
  const { size, classes, softLabels } = entries;
  if (header.dataset.labels.length === 0) return new Int32Array(size);
  const labeled = sources.every(({ label }) => label !== null);
  return Int32Array.from({ length: size }, (_, entry) =>
    labeled ? Number(sources[entry]?.label) : argMax(rowOf(softLabels, classes, entry)),
  );
}

function whole({ examples }: ReadKnowledgeBase, entries: KnowledgeBase): Variant {
  return {
    entries,
    storage: 'VECTOR',
    rerank: null,
    examples,
    members: new Int32Array(entries.size).fill(1),
    origins: Int32Array.from({ length: entries.size }, (_, entry) => entry),
    search: exactSearch(entries),
  };
}

function subset(base: ReadKnowledgeBase, kept: Int32Array): Variant {
  const { dimension, classes, embeddings, softLabels } = base.entries;
  const entries = {
    size: kept.length,
    dimension,
    classes,
    embeddings: pickRows(embeddings, dimension, kept),
    softLabels: pickRows(softLabels, classes, kept),
  };
  return { ...whole(base, entries), examples: kept.map((entry) => base.examples[entry]!), origins: kept };
}
