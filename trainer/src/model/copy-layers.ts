import { isHead } from './parameters.ts';
import type { NamedArray } from './safetensors.ts';

/**
 * Weights of a network whose layers are those of another one: its embeddings, the chosen layers in that order, and its pooler where it
 * has one. The classifier is left out.
 *
 * @param weights by BERT's name
 * @param layers numbers of the layers, from 0
 */
export function copyLayers(
  weights: Readonly<Record<string, NamedArray>>,
  layers: readonly number[],
): Record<string, NamedArray> {
  const entries = Object.entries(weights);
  const copied = entries.filter(([name]) => name.startsWith('bert.embeddings.'));
  layers.forEach((from, to) => {
    const prefix = `bert.encoder.layer.${from}.`;
    for (const [name, array] of entries) {
      if (name.startsWith(prefix))
        copied.push([`bert.encoder.layer.${to}.${name.slice(prefix.length)}`, array]);
    }
  });
  copied.push(...entries.filter(([name]) => isHead(name) && !name.startsWith('classifier.')));
  return Object.fromEntries(copied);
}
