import { createHash } from 'node:crypto';
import type { ExampleBatch } from '@stillhouse/domain/record/dataset.ts';
import type { PredictionBatch } from '@stillhouse/domain/record/evaluation.ts';
import type { KnowledgeEntryBatch } from '@stillhouse/domain/record/knowledge-base.ts';
import type { LogMetrics } from '@stillhouse/domain/record/metric.ts';

/** About how many bytes of columns one request carries. */
const chunkBytes = 8 * 1024 * 1024;
const chunkExamples = 2_000;
const chunkPoints = 20_000;
const chunkSeries = 5_000;

/** The batch in pieces of at most 2,000 examples. */
export function* chunksOfExamples(batch: ExampleBatch): Generator<ExampleBatch> {
  for (const [from, to] of ranges(batch.keys.length, chunkExamples)) {
    yield {
      dataset: batch.dataset,
      start: batch.start + from,
      keys: batch.keys.slice(from, to),
      texts: batch.texts.slice(from, to),
      labels: batch.labels.slice(from, to),
    };
  }
}

/** The batch in pieces of about 8 MiB. */
export function* chunksOfEntries(batch: KnowledgeEntryBatch): Generator<KnowledgeEntryBatch> {
  const { count, dimension, classes } = batch;
  for (const [from, to] of ranges(count, rowsOfWidth(dimension + classes + 2))) {
    yield {
      ...batch,
      start: batch.start + from,
      count: to - from,
      embeddings: batch.embeddings.subarray(from * dimension, to * dimension),
      softLabels: batch.softLabels.subarray(from * classes, to * classes),
      examples: batch.examples.subarray(from, to),
      members: batch.members?.subarray(from, to),
    };
  }
}

/** The batch in pieces of about 8 MiB. */
export function* chunksOfPredictions(batch: PredictionBatch): Generator<PredictionBatch> {
  const { count, classes, neighbors } = batch;
  const dimension = batch.dimension ?? 0;
  for (const [from, to] of ranges(count, rowsOfWidth(4 * classes + dimension + 2 * neighbors + 1))) {
    const rows = <Column extends Float32Array | Int32Array | null>(column: Column, width: number) =>
      (column?.subarray(from * width, to * width) ?? null) as Column;
    yield {
      ...batch,
      start: batch.start + from,
      count: to - from,
      student: rows(batch.student, classes),
      retrieved: rows(batch.retrieved, classes),
      fused: rows(batch.fused, classes),
      teacher: rows(batch.teacher, classes),
      embeddings: rows(batch.embeddings, dimension),
      neighborIndices: rows(batch.neighborIndices, neighbors),
      neighborSimilarities: rows(batch.neighborSimilarities, neighbors),
    };
  }
}

/** The batch in pieces of at most 20,000 points and 5,000 series, each with an idempotency key of its own that is the same at every try. */
export function* chunksOfPoints(input: LogMetrics): Generator<LogMetrics> {
  const pieces: LogMetrics['series'][] = [[]];
  let room = chunkPoints;
  for (const { key, steps, values, times } of input.series) {
    for (let from = 0; from < steps.length; ) {
      if (room === 0 || pieces.at(-1)?.length === chunkSeries) {
        pieces.push([]);
        room = chunkPoints;
      }
      const to = Math.min(from + room, steps.length);
      pieces.at(-1)?.push({
        key,
        steps: steps.slice(from, to),
        values: values.slice(from, to),
        ...(times && { times: times.slice(from, to) }),
      });
      room -= to - from;
      from = to;
    }
  }
  if (pieces.length === 1) yield input;
  else for (const [i, series] of pieces.entries()) yield { ...input, batch: derived(input.batch, i), series };
}

/** A UUID (version 8) that stands for a part of what another stands for. */
function derived(uuid: string, part: number): string {
  const hex = createHash('sha256').update(`${uuid} ${part}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function rowsOfWidth(elements: number): number {
  return Math.max(1, Math.floor(chunkBytes / (4 * elements)));
}

function* ranges(count: number, size: number): Generator<[from: number, to: number]> {
  for (let from = 0; from < count; from += size) yield [from, Math.min(from + size, count)];
}
