// Trains an encoder for 600 steps and prints, as JSON, what lies in memory every 20 of them from step 100 on.
import { wasm } from '@stillhouse/trainer/backend/wasm.ts';
import { trainTeacher } from '@stillhouse/trainer/stage/teacher/train-teacher.ts';
import * as tf from '@tensorflow/tfjs';
import { teacherRecipe, toyExamples, wordTokenizer } from './toy.ts';

await wasm.activate();
const seen: { tensors: number; bytes: number; rss: number }[] = [];
const training = { ...teacherRecipe.training, epochs: 150, microBatch: 5, bucketByLength: true };
const encoder = await trainTeacher(
  {
    recipe: { ...teacherRecipe, training },
    examples: toyExamples,
    tokenizer: wordTokenizer,
    maxTokens: 8,
  },
  {
    seed: 1,
    signal: new AbortController().signal,
    onStep({ step }) {
      if (step < 100 || step % 20 !== 0 || step > 600) return;
      globalThis.gc?.();
      const { numTensors, numBytes } = tf.memory();
      seen.push({ tensors: numTensors, bytes: numBytes, rss: process.memoryUsage.rss() });
    },
  },
);
encoder.dispose();
console.log(JSON.stringify(seen));
