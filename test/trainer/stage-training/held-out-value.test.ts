import { taskById } from '@stillhouse/domain/task/task.ts';
import { heldOutValue } from '@stillhouse/trainer/stage/encoder/watch-held-out.ts';
import { describe, expect, it } from 'vitest';

/** Logits that say these classes. */
const saying = (...classes: number[]) =>
  Float32Array.from(classes.flatMap((id) => (id === 1 ? [0, 1] : [1, 0])));

describe('what decides which weights are the best', () => {
  it("is the mean of the task's scores, each of which has its curve", () => {
    // 3 of 4 right; F1 = 4 / (4 + 1) = 0.8.
    const { value, metrics } = heldOutValue(taskById('mrpc'), 'score', [1, 1, 0, 0], saying(1, 1, 1, 0));
    expect(value).toBeCloseTo((0.75 + 0.8) / 2, 12);
    expect(Object.keys(metrics).sort()).toEqual(['heldOut/accuracy', 'heldOut/f1', 'heldOut/loss']);
  });

  it('is undefined for predictions of one class where there are more, whose scores are recorded all the same', () => {
    const { value, metrics } = heldOutValue(taskById('mrpc'), 'score', [1, 1, 0], saying(1, 1, 1));
    expect(value).toBeNull();
    expect(metrics).toMatchObject({ 'heldOut/f1': 0.8 });
    expect(heldOutValue(taskById('mrpc'), 'score', [1, 1], saying(1, 1)).value).toBe(1);
  });

  it('is undefined for an undefined correlation, which leaves a gap in its curve', () => {
    const { value, metrics } = heldOutValue(taskById('stsb'), 'score', [1, 3], Float32Array.of(2, 2));
    expect(value).toBeNull();
    expect(metrics).toEqual({ 'heldOut/loss': 1 });
  });

  it('is the loss where the recipe asks for it', () => {
    expect(heldOutValue(taskById('stsb'), 'loss', [1, 3], Float32Array.of(2, 2)).value).toBe(1);
  });
});
