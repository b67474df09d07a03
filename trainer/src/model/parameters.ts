import type { EncoderConfig } from './config.ts';

/** Shape of every weight by its name in BERT, whatever the family, in the order of the network. Linear layers are [out, in]. */
export function parameterShapes(config: EncoderConfig, classes: number): Record<string, number[]> {
  const { hidden, intermediate } = config;
  const shapes: Record<string, number[]> = {
    'bert.embeddings.word_embeddings.weight': [config.vocabularySize, hidden],
    'bert.embeddings.position_embeddings.weight': [config.maxPositions, hidden],
  };
  if (config.typeVocabularySize > 0)
    shapes['bert.embeddings.token_type_embeddings.weight'] = [config.typeVocabularySize, hidden];
  const linear = (name: string, outputs: number, inputs: number) => {
    shapes[`${name}.weight`] = [outputs, inputs];
    shapes[`${name}.bias`] = [outputs];
  };
  const layerNorm = (name: string) => {
    shapes[`${name}.weight`] = [hidden];
    shapes[`${name}.bias`] = [hidden];
  };
  layerNorm('bert.embeddings.LayerNorm');
  for (let i = 0; i < config.layers; i++) {
    const layer = layerPrefix(i);
    for (const projection of ['query', 'key', 'value'])
      linear(`${layer}.attention.self.${projection}`, hidden, hidden);
    linear(`${layer}.attention.output.dense`, hidden, hidden);
    layerNorm(`${layer}.attention.output.LayerNorm`);
    linear(`${layer}.intermediate.dense`, intermediate, hidden);
    linear(`${layer}.output.dense`, hidden, intermediate);
    layerNorm(`${layer}.output.LayerNorm`);
  }
  linear('bert.pooler.dense', hidden, hidden);
  linear('classifier', classes, hidden);
  return shapes;
}

export function layerPrefix(layer: number): string {
  return `bert.encoder.layer.${layer}`;
}

/** Number of weights of an encoder with its classifier. */
export function parameterCount(config: EncoderConfig, classes: number): number {
  return Object.values(parameterShapes(config, classes))
    .map((shape) => shape.reduce((product, size) => product * size, 1))
    .reduce((sum, size) => sum + size, 0);
}

/** Whether AdamW's weight decay applies: not to biases and layer norms (Devlin et al. 2019, as in BERT's own optimizer). */
export function decays(name: string): boolean {
  return !name.endsWith('.bias') && !name.includes('LayerNorm');
}

/** Whether a weight belongs to the head, which a pretrained checkpoint may lack: the pooler and the classifier. */
export function isHead(name: string): boolean {
  return name.startsWith('bert.pooler.') || name.startsWith('classifier.');
}
