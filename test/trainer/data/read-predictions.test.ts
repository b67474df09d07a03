import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { taskById } from '@stillhouse/domain/task/task.ts';
import { logitsFor, readPredictions } from '@stillhouse/trainer/data/read-predictions.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const task = taskById('rte');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stillhouse-predictions-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(name: string, text: string, values: 'logits' | 'probabilities' = 'logits') {
  const predictions = join(folder, name);
  await writeFile(predictions, text);
  return readPredictions({ predictions, values, keys: 'student' }, task);
}

describe('a file of predictions', () => {
  it('is read by the names of its columns, by key or by row', async () => {
    const byKey = await read('a.tsv', 'key\tnot_entailment\tentailment\ntrain.tsv:2\t-1\t2.5\n');
    expect([...(byKey.byKey.get('train.tsv:2') ?? [])]).toEqual([2.5, -1]);
    const byRow = await read('b.tsv', 'row\tentailment\tnot_entailment\n2\t1\t0\n3\t0\t1\n');
    expect([...byRow.byRow.keys()]).toEqual([2, 3]);
  });

  it('of probabilities is taken as their logarithms, 0 as the least there is', async () => {
    const { byKey } = await read(
      'c.jsonl',
      '{"key": "x:1", "probabilities": [0.25, 0.75]}\n\n',
      'probabilities',
    );
    expect(byKey.get('x:1')?.[0]).toBeCloseTo(Math.log(0.25), 6);
    const sure = await read('d.jsonl', '{"key": "x:1", "probabilities": [0, 1]}', 'probabilities');
    expect(Number.isFinite(sure.byKey.get('x:1')?.[0])).toBe(true);
  });

  it.each([
    [
      'e.tsv',
      'key\tentailment\n',
      /e\.tsv:1: the header must have key or row, and entailment, not_entailment; it has key/,
    ],
    ['f.tsv', 'key\tentailment\tnot_entailment\na\t1\t\n', /f\.tsv:2: a value is no finite number/],
    ['g.tsv', 'key\tentailment\tnot_entailment\na\t1\t2\na\t1\t2\n', /g\.tsv:3: a stands there twice/],
    [
      'h.jsonl',
      '{"key": "a", "logits": [1]}',
      /h\.jsonl:1: logits must be 2 numbers, in the order entailment/,
    ],
    ['i.jsonl', '[]', /i\.jsonl:1: it is no JSON object/],
    ['j.jsonl', '{"logits": [1, 2]}', /j\.jsonl:1: it names no example/],
  ])('%s is refused by its line', async (name, text, message) => {
    await expect(read(name, text)).rejects.toThrow(message);
  });

  it('of probabilities that do not sum to 1 is refused', async () => {
    await expect(
      read('k.jsonl', '{"key": "a", "probabilities": [0.5, 0.6]}', 'probabilities'),
    ).rejects.toThrow(/k\.jsonl:1: probabilities must be at least 0 and sum to 1; these sum to 1\.1/);
  });

  it('covers a set of examples wholly or not at all', async () => {
    const file = await read('l.tsv', 'key\tentailment\tnot_entailment\ndev.tsv:2\t1\t0\n');
    const of = (...keys: string[]) =>
      logitsFor(
        file,
        keys.map((key) => ({ key, texts: [], label: null })),
        { name: 'dev', width: 2, byRow: true },
      );
    expect([...(of('dev.tsv:2', 'dev.tsv:2') ?? [])]).toEqual([1, 0, 1, 0]);
    expect(of('dev.tsv:3')).toBeNull();
    expect(() => of('dev.tsv:2', 'dev.tsv:3')).toThrow(
      /no prediction for 1 of the 2 examples of dev, the first of them dev\.tsv:3/,
    );
  });
});
