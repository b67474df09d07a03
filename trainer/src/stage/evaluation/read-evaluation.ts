import type { StoredEvaluation } from '@stillhouse/domain/record/stored.ts';
import type { Example, ExampleSet } from '../../data/example.ts';
import type { Reader } from '../../record/reader.ts';

/** A student's outputs on a dataset as they are stored: what any retrieval can be recomputed from. */
export interface ReadEvaluation {
  header: StoredEvaluation;
  set: ExampleSet;
  /** [n, classes] */
  student: Float32Array;
  /** [n, classes]; null where no teacher was asked */
  teacher: Float32Array | null;
  /** [n, dimension], L2-normalized */
  embeddings: Float32Array;
}

/** Reads an evaluation with its predictions; null where no embeddings are stored with them. */
export async function readEvaluation(
  reader: Reader,
  header: StoredEvaluation,
): Promise<ReadEvaluation | null> {
  const { dataset, task } = header;
  const examples: Example[] = [];
  for await (const { keys, texts, labels } of reader.examples(dataset.digest)) {
    keys.forEach((key, i) => {
      examples.push({ key, texts: texts[i] ?? [], label: labels[i] ?? null });
    });
  }
  const columns: { student: Float32Array; teacher: Float32Array | null; embeddings: Float32Array }[] = [];
  for await (const { student, teacher, embeddings } of reader.predictions(header.id)) {
    if (!embeddings) return null;
    columns.push({ student, teacher, embeddings });
  }
  const { digest, split, name, labels, complete } = dataset;
  return {
    header,
    set: { digest, task, split, name, labels, complete, examples },
    student: joined(columns.map(({ student }) => student)),
    teacher: columns.every(({ teacher }) => teacher !== null)
      ? joined(columns.map(({ teacher }) => teacher ?? new Float32Array(0)))
      : null,
    embeddings: joined(columns.map(({ embeddings }) => embeddings)),
  };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
