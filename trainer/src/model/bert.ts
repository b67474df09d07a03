import type { Random } from '@stillhouse/domain/random/random.ts';
import * as tf from '@tensorflow/tfjs';
import type { EncoderConfig } from './config.ts';
import { familyOf } from './family.ts';
import { checkLayers, type LayerOutputs, type LayerRequest, noLayerOutputs } from './layer-outputs.ts';
import { type AttentionInputs, attention, attentionInSteps } from './operations/attention.ts';
import { dense } from './operations/dense.ts';
import { drawMask, dropout } from './operations/dropout.ts';
import { embeddingLookup } from './operations/embedding-lookup.ts';
import { gelu } from './operations/gelu.ts';
import { layerNorm } from './operations/layer-norm.ts';
import { layerPrefix } from './parameters.ts';

export interface EncoderInputs {
  /** [batch, tokens] int32 */
  ids: tf.Tensor2D;
  /** [batch, tokens] int32 */
  typeIds: tf.Tensor2D;
  /** [batch, tokens] float32, 1 = real token, 0 = padding */
  mask: tf.Tensor2D;
  /** Goes on from the states [batch, tokens, hidden] that some layer gave, in the place of embedding the ids. */
  start?: { layer: number; states: tf.Tensor3D };
}

export interface EncoderOutputs {
  /** [batch, tokens, hidden], the last layer */
  sequence: tf.Tensor3D;
  /** [batch, hidden], the last layer's [CLS] */
  cls: tf.Tensor2D;
  /** [batch, hidden], tanh (DistilBERT: ReLU) of a linear layer on [CLS] */
  pooler: tf.Tensor2D;
  /** [batch, classes], the classifier on the pooler's output */
  logits: tf.Tensor2D;
  /** What the layer request names. */
  layers: LayerOutputs;
}

/**
 * BERT (Devlin et al. 2019), or a network of its family (family.ts), with a classifier: the outputs that are wanted, and nothing
 * computed for others. Unless somebody wants the last layer's states or attention of every token, it computes only what [CLS] needs.
 *
 * @param weights by BERT's names (parameters.ts)
 * @param random draws the dropout masks; null outside training
 * @param request which layers `layers` tells of
 * @throws RangeError for a layer that the network hasn't
 */
export function bert<Wanted extends keyof EncoderOutputs>(
  weights: Readonly<Record<string, tf.Tensor>>,
  config: EncoderConfig,
  { ids, typeIds, mask, start }: EncoderInputs,
  wanted: readonly Wanted[],
  random: Random | null,
  request: LayerRequest = {},
): Pick<EncoderOutputs, Wanted> {
  checkLayers(request, config.layers);
  const [batch, tokens] = ids.shape;
  const { hidden } = config;
  const weight = <T extends tf.Tensor>(name: string): T => {
    const tensor = weights[name];
    if (!tensor) throw new Error(`The model has no weight "${name}".`);
    return tensor as T;
  };
  const linear = (x: tf.Tensor2D, name: string) => dense(x, weight(`${name}.weight`), weight(`${name}.bias`));
  const norm = (x: tf.Tensor2D, name: string) =>
    layerNorm(x, weight(`${name}.weight`), weight(`${name}.bias`), config.layerNormEpsilon);
  const drop = (x: tf.Tensor2D) => dropout(x, drawMask(config.dropout, random));
  const wants = (output: keyof EncoderOutputs) => (wanted as readonly string[]).includes(output);
  const layers = noLayerOutputs();
  const asks = (name: keyof LayerRequest, layer: number) => request[name]?.includes(layer) === true;

  const embedded = (): tf.Tensor2D => {
    const positions = tf.tensor1d(
      Int32Array.from({ length: batch * tokens }, (_, i) => config.positionOffset + (i % tokens)),
      'int32',
    );
    const words = embeddingLookup(weight('bert.embeddings.word_embeddings.weight'), tf.reshape(ids, [-1]));
    const places = embeddingLookup(weight('bert.embeddings.position_embeddings.weight'), positions);
    let sum = tf.add<tf.Tensor2D>(words, places);
    if (config.typeVocabularySize > 0) {
      const table = weight<tf.Tensor2D>('bert.embeddings.token_type_embeddings.weight');
      sum = tf.add(sum, embeddingLookup(table, tf.reshape(typeIds, [-1])));
    }
    return drop(norm(sum, 'bert.embeddings.LayerNorm')); // [batch·tokens, hidden]
  };

  const attend = (inputs: AttentionInputs, layer: number): tf.Tensor3D => {
    const dropped = drawMask(config.dropout, random);
    const [scores, probabilities] = [asks('attentionScores', layer), asks('attentionProbabilities', layer)];
    if (!scores && !probabilities) return attention(inputs, config.heads, dropped);
    const steps = attentionInSteps(inputs, config.heads, dropped);
    if (scores) layers.attentionScores[layer] = steps.scores;
    if (probabilities) layers.attentionProbabilities[layer] = steps.probabilities;
    return steps.context;
  };

  /** Notes the states after a layer, x [batch·count, hidden], where they are asked for. */
  const note = (x: tf.Tensor2D, layer: number, count: number): void => {
    if (asks('states', layer)) layers.states[layer] = tf.reshape(x, [batch, count, hidden]);
    if (asks('clsStates', layer)) layers.clsStates[layer] = firstTokens(x, batch, count, 1);
  };

  /** @param x [batch·tokens, hidden]; @param queries how many tokens of each text to go on with, from the first */
  const layer = (x: tf.Tensor2D, index: number, queries: number): tf.Tensor2D => {
    const name = layerPrefix(index);
    const kept = firstTokens(x, batch, tokens, queries); // [batch·queries, hidden]
    const inputs = {
      q: tf.reshape(linear(kept, `${name}.attention.self.query`), [batch, queries, hidden]) as tf.Tensor3D,
      k: tf.reshape(linear(x, `${name}.attention.self.key`), [batch, tokens, hidden]) as tf.Tensor3D,
      v: tf.reshape(linear(x, `${name}.attention.self.value`), [batch, tokens, hidden]) as tf.Tensor3D,
      mask,
    };
    if (asks('values', index + 1)) layers.values[index + 1] = inputs.v;
    const context = attend(inputs, index + 1); // [batch, queries, hidden]
    const attended = drop(linear(tf.reshape(context, [-1, hidden]), `${name}.attention.output.dense`));
    const middle = norm(tf.add(kept, attended), `${name}.attention.output.LayerNorm`); // [batch·queries, hidden]
    const inner = gelu(linear(middle, `${name}.intermediate.dense`)); // [batch·queries, intermediate]
    const outer = drop(linear(inner, `${name}.output.dense`)); // [batch·queries, hidden]
    return norm(tf.add(middle, outer), `${name}.output.LayerNorm`);
  };

  const first = start?.layer ?? 0;
  let x: tf.Tensor2D = start ? tf.reshape(start.states, [batch * tokens, hidden]) : embedded();
  note(x, first, tokens);
  const last = config.layers;
  const everyToken =
    wants('sequence') ||
    asks('states', last) ||
    asks('attentionScores', last) ||
    asks('attentionProbabilities', last);
  const queries = everyToken || first === last ? tokens : 1;
  for (let i = first + 1; i <= last; i++) {
    const count = i === last ? queries : tokens;
    x = layer(x, i - 1, count); // [batch·count, hidden]
    note(x, i, count);
  }

  const outputs: Partial<EncoderOutputs> = {};
  if (wants('sequence')) outputs.sequence = tf.reshape(x, [batch, tokens, hidden]);
  const cls = firstTokens(x, batch, queries, 1); // [batch, hidden]
  if (wants('cls')) outputs.cls = cls;
  if (wants('pooler') || wants('logits')) {
    const { activation, dropsBeforeHead } = familyOf(config);
    const read = dropsBeforeHead ? drop(cls) : cls;
    const activate = activation === 'tanh' ? tf.tanh : tf.relu;
    const pooled: tf.Tensor2D = activate(linear(read, 'bert.pooler.dense')); // [batch, hidden]
    if (wants('pooler')) outputs.pooler = pooled;
    if (wants('logits')) outputs.logits = linear(drop(pooled), 'classifier'); // [batch, classes]
  }
  if (wants('layers')) outputs.layers = layers;
  return outputs as Pick<EncoderOutputs, Wanted>;
}

/** @returns [batch·count, hidden], the first `count` tokens of each text of x [batch·tokens, hidden] */
function firstTokens(x: tf.Tensor2D, batch: number, tokens: number, count: number): tf.Tensor2D {
  if (count === tokens) return x;
  const hidden = x.shape[1];
  const sliced = tf.slice(tf.reshape(x, [batch, tokens, hidden]), [0, 0, 0], [batch, count, hidden]);
  return tf.reshape(sliced, [batch * count, hidden]);
}
