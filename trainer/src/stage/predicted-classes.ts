import { argMax } from '@stillhouse/domain/retrieval/fuse.ts';

/** Class of each row. @param probabilities [count, classes]; @returns [count] */
export function predictedClasses(probabilities: Float32Array, classes: number): Int32Array {
  return Int32Array.from({ length: probabilities.length / classes }, (_, i) =>
    argMax(probabilities.subarray(i * classes, (i + 1) * classes)),
  );
}
