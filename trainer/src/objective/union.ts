import type { LayerRequest } from '../model/layer-outputs.ts';
import type { Needs } from './objective.ts';

/** What either needs, each layer once, in ascending order. */
export function union(a: Needs, b: Needs): Needs {
  const layers = (name: keyof LayerRequest) => {
    const both = [...new Set([...(a[name] ?? []), ...(b[name] ?? [])])].sort((x, y) => x - y);
    return both.length > 0 ? { [name]: both } : {};
  };
  return {
    ...(a.logits || b.logits ? { logits: true } : {}),
    ...(a.embedding || b.embedding ? { embedding: true } : {}),
    ...layers('clsStates'),
    ...layers('states'),
    ...layers('attentionScores'),
    ...layers('attentionProbabilities'),
    ...layers('values'),
  };
}
