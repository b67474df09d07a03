import type { Random } from '@stillhouse/domain/random/random.ts';
import type { EncoderConfig } from './config.ts';
import { parameterShapes } from './parameters.ts';
import type { NamedArray } from './safetensors.ts';

/** BERT's. */
const deviation = 0.02;

/** BERT's initialization: weights from a normal distribution of deviation 0.02, biases 0, layer norms 1 and 0. By name, in the network's order. */
export function initialWeights(
  config: EncoderConfig,
  classes: number,
  random: Random,
): Record<string, NamedArray> {
  return Object.fromEntries(
    Object.entries(parameterShapes(config, classes)).map(([name, shape]) => {
      const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
      if (name.endsWith('LayerNorm.weight')) values.fill(1);
      else if (!name.endsWith('.bias')) fillNormal(values, deviation, random);
      return [name, { shape, values }];
    }),
  );
}

/** Normal numbers around 0, two from two uniform ones (Box and Muller). */
export function fillNormal(values: Float32Array, deviation: number, random: Random): void {
  for (let i = 0; i < values.length; i += 2) {
    const radius = deviation * Math.sqrt(-2 * Math.log(1 - random.next()));
    const angle = 2 * Math.PI * random.next();
    values[i] = radius * Math.cos(angle);
    if (i + 1 < values.length) values[i + 1] = radius * Math.sin(angle);
  }
}
