const training = {
  epochs: 3,
  batchSize: 32,
  learningRate: 3e-4,
  warmup: 0.1,
  weightDecay: 0.01,
  clipNorm: 1,
};
const encoder = {
  layers: 2,
  hidden: 64,
  heads: 4,
  intermediate: 256,
  dropout: 0.1,
  from: null,
  training,
};

/** What a person may write as a pipeline's recipe: valid, objectives by name alone. */
export const aPipeline = {
  data: {
    task: 'rte',
    limit: { train: null, dev: null },
    heldOut: 0.1,
    maxTokens: 128,
    vocabulary: { size: 8000, lowercase: true },
    skipBadRows: false,
  },
  teacher: encoder,
  head: { epochs: 5, batchSize: 64, learningRate: 1e-3, temperature: 0.07, views: 1 },
  student: { ...encoder, embedding: 'cls' },
  objectives: [{ name: 'fine-tune' }, { name: 'kd' }, { name: 'reaugkd' }],
  retrieval: { k: [1, 8], temperature: [0.1, 1], beta: [0, 0.5, 1], efSearch: [64], stored: 8 },
};

/** The same with the value at a path of keys changed. */
export function withChange(path: readonly (string | number)[], value: unknown): unknown {
  const copy: unknown = JSON.parse(JSON.stringify(aPipeline));
  const last = path.at(-1)!;
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((at, key) => (at as Record<string | number, unknown>)[key], copy);
  (parent as Record<string | number, unknown>)[last] = value;
  return copy;
}
