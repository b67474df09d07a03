import { hardCrossEntropy } from './cross-entropy.ts';
import type { Objective } from './objective.ts';

/** Ordinary fine-tuning: cross-entropy of the gold labels. */
export function fineTune(): Objective {
  return {
    needs: { student: { embedding: false }, teacher: { logits: false, embedding: false } },
    evaluate(student, _teacher, labels) {
      const loss = hardCrossEntropy(labels, student.logits);
      return { loss, parts: { hardLabels: loss } };
    },
  };
}
