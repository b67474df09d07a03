import { closeSync, existsSync, mkdirSync, openSync, readSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { KnowledgeBase } from '@stillhouse/trainer/knowledge/knowledge-base.ts';
import { type HnswIndex, indexOver } from '@stillhouse/trainer/knowledge/search/hnsw.ts';
import {
  buildGraph,
  graphSettings,
  loadGraph,
  usualThreads,
} from '@stillhouse/trainer/knowledge/search/hnsw-graph.ts';
import { classes, clusteredKnowledgeBase } from './clustered-vectors.ts';

/** What takes long to make, kept between runs in one folder under names that say what it was made of. */
export interface Cache {
  knowledgeBase(
    size: number,
    dimension: number,
    queryCount: number,
  ): ReturnType<typeof clusteredKnowledgeBase>;
  /** @returns the index, and how long it took to build it in this run; null: an earlier run did */
  index(knowledgeBase: KnowledgeBase): { index: HnswIndex; seconds: number | null };
}

export function cacheIn(folder: string): Cache {
  mkdirSync(folder, { recursive: true });
  return {
    knowledgeBase(size, dimension, queryCount) {
      const file = join(folder, `${size}x${dimension}-${queryCount}-queries.f32`);
      if (!existsSync(file)) {
        const made = clusteredKnowledgeBase(size, dimension, queryCount);
        writeArrays(file, [made.knowledgeBase.embeddings, made.knowledgeBase.softLabels, made.queries]);
        return made;
      }
      const embeddings = new Float32Array(size * dimension);
      const softLabels = new Float32Array(size * classes);
      const queries = new Float32Array(queryCount * dimension);
      readArrays(file, [embeddings, softLabels, queries]);
      return { knowledgeBase: { size, dimension, classes, embeddings, softLabels }, queries };
    },
    index(knowledgeBase) {
      const { size, dimension } = knowledgeBase;
      const { connectivity, efConstruction } = graphSettings(size);
      const file = join(folder, `${size}x${dimension}-${connectivity}-${efConstruction}.usearch`);
      if (existsSync(file)) {
        return { index: indexOver(knowledgeBase, [loadGraph(knowledgeBase, file)]), seconds: null };
      }
      const start = performance.now();
      const graph = buildGraph(knowledgeBase, null, usualThreads(size));
      const seconds = (performance.now() - start) / 1000;
      whole(file, (unfinished) => graph.index.save(unfinished));
      return { index: indexOver(knowledgeBase, [graph]), seconds };
    },
  };
}

function writeArrays(file: string, arrays: readonly Float32Array[]): void {
  whole(file, (unfinished) => {
    const descriptor = openSync(unfinished, 'w');
    for (const array of arrays) {
      for (let at = 0; at < array.byteLength; ) at += writeSync(descriptor, array, at);
    }
    closeSync(descriptor);
  });
}

function readArrays(file: string, arrays: readonly Float32Array[]): void {
  const descriptor = openSync(file, 'r');
  for (const array of arrays) {
    for (let at = 0; at < array.byteLength; ) {
      const read = readSync(descriptor, array, at, array.byteLength - at, null);
      if (read === 0) throw new Error(`${file} ends too early; delete it.`);
      at += read;
    }
  }
  closeSync(descriptor);
}

/** A file gets its name once it is written. */
function whole(file: string, write: (unfinished: string) => void): void {
  const unfinished = `${file}.${process.pid}`;
  write(unfinished);
  renameSync(unfinished, file);
}
