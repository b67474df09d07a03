/**
 * Probabilities of each row of logits, the row's maximum subtracted first.
 *
 * @param logits [n, classes]
 * @returns [n, classes], rows summing to 1
 */
export function softmaxRows(logits: Float32Array, classes: number): Float32Array {
  const probabilities = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += classes) {
    let highest = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < classes; c++) highest = Math.max(highest, logits[start + c]!);
    let total = 0;
    for (let c = 0; c < classes; c++) total += Math.exp(logits[start + c]! - highest);
    for (let c = 0; c < classes; c++) {
      probabilities[start + c] = Math.exp(logits[start + c]! - highest) / total;
    }
  }
  return probabilities;
}
