import {
  type EncoderRecipe,
  type StudentEncoderRecipe,
  training as schema,
  type Training,
} from '@stillhouse/domain/recipe/encoder.ts';
import { taskById } from '@stillhouse/domain/task/task.ts';
import type { ExampleSet } from '@stillhouse/trainer/data/example.ts';
import type { Tokenizer } from '@stillhouse/trainer/data/tokenizer.ts';
import type { StageContext, StepEvent } from '@stillhouse/trainer/stage/training-context.ts';

const words = ['[PAD]', '[CLS]', '[SEP]', 'good', 'bad', 'film', 'a', 'the', 'very', 'not'];

/** One token a word. */
export const wordTokenizer: Tokenizer = {
  vocabularySize: words.length,
  padId: 0,
  encode([text = ''], maxTokens) {
    const inner = text.split(' ').map((word) => words.indexOf(word));
    const ids = Int32Array.from([1, ...inner.slice(0, maxTokens - 2), 2]);
    return { ids, typeIds: new Int32Array(ids.length) };
  },
  files: () => [{ name: 'vocab.txt', content: `${words.join('\n')}\n` }],
};

const templates = ['a W film', 'the film very W', 'the very W film a', 'W', 'a film the film W the'];

/** Texts with "good" (1) or "bad" (0) in them. */
export const toyExamples: ExampleSet = {
  digest: '0'.repeat(64),
  task: taskById('synthetic-sentiment'),
  split: 'TRAIN',
  name: 'train',
  labels: ['negative', 'positive'],
  complete: true,
  examples: Array.from({ length: 30 }, (_, i) => ({
    key: `train:${i}`,
    texts: [(templates[i % templates.length] ?? '').replace('W', i % 2 ? 'good' : 'bad')],
    label: i % 2,
  })),
};

export const training: Training = schema.parse({
  epochs: 12,
  batchSize: 8,
  learningRate: 0.005,
  warmup: 0.1,
  weightDecay: 0.01,
  clipNorm: 1,
});

export const teacherRecipe: EncoderRecipe = {
  layers: 2,
  hidden: 16,
  heads: 2,
  intermediate: 32,
  dropout: 0.1,
  from: null,
  training,
};

export const studentRecipe: StudentEncoderRecipe = {
  ...teacherRecipe,
  layers: 1,
  hidden: 12,
  embedding: 'cls',
  initialize: null,
  training: { ...training, epochs: 40, learningRate: 0.02 },
};

/** A context that remembers what it was told. */
export function listen(
  seed: number,
  signal = new AbortController().signal,
): StageContext & { events: StepEvent[] } {
  const events: StepEvent[] = [];
  return { seed, signal, events, onStep: (event) => events.push(event) };
}
