import type { Random } from '@stillhouse/domain/random/random.ts';
import type * as tf from '@tensorflow/tfjs';
import { bert, type EncoderInputs } from '../../model/bert.ts';
import type { EmbeddingKind } from '../../model/config.ts';
import type { LayerRequest } from '../../model/layer-outputs.ts';
import { withoutGradient } from '../../model/operations/without-gradient.ts';
import type { Needs, NetworkOutputs } from '../../objective/objective.ts';
import type { TrainedEncoder } from './trained-encoder.ts';

/** What an encoder says of a batch, as far as it is needed. @param random draws the dropout masks; null outside training */
export function networkOutputs(
  { weights, config }: Pick<TrainedEncoder, 'weights' | 'config'>,
  inputs: EncoderInputs,
  needs: Needs,
  embedding: EmbeddingKind,
  random: Random | null,
): NetworkOutputs {
  const { logits, embedding: embeds, ...layers } = needs;
  const wanted = [
    ...(logits ? (['logits'] as const) : []),
    ...(embeds ? [embedding] : []),
    ...(asksForLayers(layers) ? (['layers'] as const) : []),
  ];
  const outputs: Partial<ReturnType<typeof bert<(typeof wanted)[number]>>> = bert(
    weights,
    config,
    inputs,
    wanted,
    random,
    layers,
  );
  return {
    ...outputs.layers,
    ...(logits && outputs.logits ? { logits: outputs.logits } : {}),
    ...(embeds && outputs[embedding] ? { embedding: outputs[embedding] } : {}),
  };
}

/**
 * The same without dropout and off the gradient tape: constants, and nothing is kept for a backward pass. The network does not run where
 * nothing is needed.
 */
export function constantOutputs(
  encoder: Pick<TrainedEncoder, 'weights' | 'config'>,
  inputs: EncoderInputs,
  needs: Needs,
): NetworkOutputs {
  const { logits, embedding, ...layers } = needs;
  if (!logits && !embedding && !asksForLayers(layers)) return {};
  const places: { name: string; layer: string | null }[] = [];
  const tensors = withoutGradient(inputs.mask, () => {
    const { logits, embedding, ...byLayer } = networkOutputs(encoder, inputs, needs, 'cls', null);
    const found: tf.Tensor[] = [];
    const note = (name: string, layer: string | null, tensor: tf.Tensor | undefined) => {
      if (!tensor) return;
      places.push({ name, layer });
      found.push(tensor);
    };
    note('logits', null, logits);
    note('embedding', null, embedding);
    for (const [name, layers] of Object.entries(byLayer)) {
      for (const [layer, tensor] of Object.entries(layers)) note(name, layer, tensor);
    }
    return found;
  });
  const outputs: Record<string, unknown> = {};
  places.forEach(({ name, layer }, i) => {
    if (layer === null) outputs[name] = tensors[i];
    else outputs[name] = { ...(outputs[name] as object | undefined), [layer]: tensors[i] };
  });
  return outputs as NetworkOutputs;
}

function asksForLayers(request: LayerRequest): boolean {
  return Object.values(request).some((layers: readonly number[]) => layers.length > 0);
}
