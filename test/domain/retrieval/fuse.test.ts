import {
  argMax,
  fusedPrediction,
  neighborWeights,
  retrievedPrediction,
} from '@stillhouse/domain/retrieval/fuse.ts';
import { outcomeOf } from '@stillhouse/domain/retrieval/outcome.ts';
import { retrievalPolicy } from '@stillhouse/domain/retrieval/policy.ts';
import { describe, expect, it } from 'vitest';

describe('neighbor weights', () => {
  it('are the softmax of similarities over τ', () => {
    // e^(ln 3) : e^0 = 3 : 1
    const [near, far] = neighborWeights([Math.log(3) * 0.1, 0], 0.1);
    expect(near).toBeCloseTo(0.75, 14);
    expect(far).toBeCloseTo(0.25, 14);
  });

  it('sum to 1 and stay finite at a τ where e^(s/τ) would not', () => {
    const weights = neighborWeights(Float32Array.of(1, 1, -1), 0.001);
    expect(weights).toEqual([0.5, 0.5, 0]);
  });

  it('are none for no neighbors', () => {
    expect(neighborWeights([], 0.1)).toEqual([]);
  });
});

it('the retrieved prediction is the weighted mean of the soft labels', () => {
  const retrieved = retrievedPrediction(
    [0.75, 0.25],
    [
      [0.8, 0.2],
      [0, 1],
    ],
  );
  expect(retrieved[0]).toBeCloseTo(0.6, 14);
  expect(retrieved[1]).toBeCloseTo(0.4, 14);
});

describe('the fused prediction', () => {
  it('is β·student + (1 − β)·retrieved', () => {
    const fused = fusedPrediction(Float32Array.of(0.5, 0.5), [1, 0], 0.25);
    expect(fused).toEqual([0.875, 0.125]);
  });

  it('is exactly the student at β = 1 and exactly the neighbors at β = 0', () => {
    expect(fusedPrediction([0.3, 0.7], [0.9, 0.1], 1)).toEqual([0.3, 0.7]);
    expect(fusedPrediction([0.3, 0.7], [0.9, 0.1], 0)).toEqual([0.9, 0.1]);
  });
});

it('the predicted class is the first of equally likely ones', () => {
  expect(argMax([0.5, 0.5])).toBe(0);
  expect(argMax([0.2, 0.4, 0.4])).toBe(1);
  expect(argMax([1])).toBe(0);
});

it.each([
  [1, 1, 1, 'BOTH_RIGHT'],
  [1, 0, 1, 'HELPED'],
  [1, 1, 0, 'HURT'],
  [1, 0, 0, 'BOTH_WRONG'],
  [2, 0, 1, 'BOTH_WRONG'],
])('of gold %i, student %i and fused %i the outcome is %s', (gold, student, fused, outcome) => {
  expect(outcomeOf(gold, student, fused)).toBe(outcome);
});

describe('a retrieval policy', () => {
  const policy = { k: 8, temperature: 0.1, beta: 0.5, search: 'EXACT', efSearch: null };

  it('weighs the student by β between 0 and 1, both included', () => {
    for (const beta of [0, 0.5, 1])
      expect(retrievalPolicy.parse({ ...policy, beta })).toMatchObject({ beta });
  });

  it.each([
    ['k', 0],
    ['temperature', 0],
    ['beta', 1.01],
    ['search', 'exact'],
    ['efSearch', 0],
    ['lambda', 0.5],
  ])('is refused for %s = %s, with the path', (field, value) => {
    const issue = retrievalPolicy.safeParse({ ...policy, [field]: value }).error?.issues[0];
    expect(issue?.code === 'unrecognized_keys' ? issue.keys : issue?.path).toEqual([field]);
  });
});
