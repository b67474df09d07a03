import { indexText } from '@stillhouse/web/knowledge-base/index-text.ts';
import { keysText } from '@stillhouse/web/knowledge-base/keys-text.ts';
import { methodTitle } from '@stillhouse/web/knowledge-base/method.ts';
import { storageText } from '@stillhouse/web/knowledge-base/storage-text.ts';
import {
  changeOf,
  comparisonsOf,
  logPlace,
  plotted,
  rangeText,
  variantPoints,
} from '@stillhouse/web/knowledge-base/variant-points.ts';
import { describe, expect, it } from 'vitest';

const base = {
  id: 'a',
  name: 'memory',
  method: null,
  size: 100,
  entryBytes: '2000',
  indexBytes: 900,
  keyBytes: 400,
};

describe('variants of a knowledge base', () => {
  const result = {
    ...{ dataset: { digest: 'dev', name: 'dev' }, recipe: { digest: 'r' }, recipeName: 'ReAugKD' },
    ...{ predictor: 'FUSED' as const, students: 2, alone: 0.7, aloneSd: 0.01, fused: 0.75, fusedSd: 0.02 },
    ...{ neighborsOnly: 0.65, neighborsOnlySd: 0.03, k: [4, 16], temperature: [0.1], beta: [0] },
    values: [
      { run: { id: 'one' }, fused: 0.74 },
      { run: { id: 'two' }, fused: 0.76 },
    ],
  };
  const elsewhere = { ...result, dataset: { digest: 'other', name: 'other' }, fused: 0.1 };
  const kd = {
    ...result,
    recipe: { digest: 'kd' },
    recipeName: 'KD',
    predictor: 'STUDENT' as const,
    fused: 0.2,
  };

  it('are points where students of the recipe have a result on the dataset, with their deviations', () => {
    const points = variantPoints(
      [
        { ...base, results: [elsewhere, kd, result] },
        { ...base, id: 'c', method: 'HERDING', settings: { keep: 0.2 }, results: [result] },
        { ...base, id: 'b', results: [elsewhere, kd] },
      ],
      result,
    );
    expect(points).toEqual([
      {
        ...{ id: 'a', name: 'memory', method: null, keep: null, rows: 100, keyBytes: 400 },
        ...{ entryBytes: 2000, indexBytes: 900, alone: 0.7, aloneSd: 0.01, fused: 0.75, fusedSd: 0.02 },
        ...{ neighborsOnly: 0.65, neighborsOnlySd: 0.03, students: 2, values: result.values },
        ...{ k: [4, 16], temperature: [0.1], beta: [0] },
      },
      expect.objectContaining({ id: 'c', method: 'HERDING', keep: 0.2 }),
    ]);
    expect(methodTitle('HERDING', 0.2)).toBe('herding, 20 %');
    expect([[4, 16], [4, 8, 16], [0.1], []].map(rangeText)).toEqual(['4–16', '4–16', '0.1', '']);
  });

  it('are compared by the students of one recipe at a time', () => {
    const found = comparisonsOf([{ results: [result, kd] }, { results: [result, elsewhere] }]);
    expect(found.map(({ dataset, recipeName }) => `${dataset.digest} ${recipeName}`)).toEqual([
      ...['dev ReAugKD', 'dev KD', 'other ReAugKD'],
    ]);
    expect(variantPoints([{ ...base, results: [result, kd] }], kd)).toMatchObject([{ fused: 0.2 }]);
  });

  it('change what the same students score, in mean and deviation; with other students nothing is compared', () => {
    const of = (values: typeof result.values) =>
      variantPoints([{ ...base, results: [{ ...result, values }] }], result)[0]!;
    const [original, one, two] = [of(result.values), result.values[0]!, result.values[1]!];
    const change = changeOf(
      of([
        { ...two, fused: 0.75 },
        { ...one, fused: 0.71 },
      ]),
      original,
    );
    expect(change?.mean).toBeCloseTo(-0.02, 12);
    expect(change?.sd).toBeCloseTo(Math.SQRT2 / 100, 12);
    expect(changeOf(of([one]), original)).toBeNull();
    expect(changeOf(original, of([one]))).toBeNull();
    expect(changeOf(of([one, { run: { id: 'three' }, fused: 0.7 }]), original)).toBeNull();
  });

  it('are not plotted where their score is undefined', () => {
    const points = variantPoints([{ ...base, results: [{ ...result, fused: null }] }], result);
    expect(points).toMatchObject([{ fused: null }]);
    expect(plotted(points)).toEqual([]);
  });

  it('stand on a logarithmic axis', () => {
    expect([1, 10, 100].map((value) => logPlace(value, 1, 100))).toEqual([0, 0.5, 1]);
    expect(logPlace(5, 5, 5)).toBe(0.5);
  });

  it('say whose embeddings their keys are, and how they are kept and searched', () => {
    expect(storageText('HALFVEC', null)).toBe('half precision');
    expect(storageText('BINARY', 100)).toBe('signs, 100 ranked again');
    expect(keysText({})).toBe('the teacher, projected');
    expect(keysText({ blackBox: { keys: 'student' } })).toBe('the student');
    expect(keysText({ blackBox: { keys: 'owner/name' } })).toBe('a third encoder, owner/name');
    expect(indexText(null)).toBe('exact scan');
    expect(indexText({ connectivity: 16, efConstruction: 200 })).toBe(
      'HNSW index, m 16, ef_construction 200',
    );
  });
});
