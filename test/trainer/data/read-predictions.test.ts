import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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
  return readPredictions({ predictions, values, keys: 'student' }, task, { keys: [], leftOut: 0 });
}

const arrays = fileURLToPath(new URL('../../fixtures/npy', import.meta.url));
const order = {
  keys: ['train.tsv:2', 'train.tsv:3', 'train.tsv:4', 'train.tsv:6', 'train.tsv:5'],
  leftOut: 0,
};

function readArray(
  name: string,
  given: Partial<{ of: string; values: 'logits' | 'probabilities'; leftOut: number }> = {},
) {
  const { of = 'rte', values = 'logits', leftOut = 0 } = given;
  const predictions = join(arrays, `${name}.npy`);
  return readPredictions({ predictions, values, keys: 'student' }, taskById(of), { ...order, leftOut });
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

describe('an array that numpy wrote', () => {
  it.each([
    ['float32', 'rte'],
    ['float64', 'rte'],
    ['version-2', 'rte'],
    ['one-class', 'stsb'],
  ])('%s is the training file’s examples in their order', async (name, of) => {
    const expected = JSON.parse(await readFile(join(arrays, 'expected.json'), 'utf8'))[name] as number[][];
    const { byKey, byRow } = await readArray(name, { of });
    expect([...byKey]).toEqual(order.keys.map((key, i) => [key, Float32Array.from(expected[i] ?? [])]));
    expect(byRow.size).toBe(0);
  });

  it('of probabilities is taken as their logarithms', async () => {
    const { byKey } = await readArray('probabilities', { values: 'probabilities' });
    const logits = (await readArray('float64')).byKey;
    for (const [key, [a = 0, b = 0]] of logits) {
      const [p = 0, q = 0] = byKey.get(key) ?? [];
      expect(p - q).toBeCloseTo(a - b, 5);
    }
    await expect(readArray('float32', { values: 'probabilities' })).rejects.toThrow(
      /float32\.npy, row 0 counted from 0: probabilities must be at least 0/,
    );
  });

  it.each([
    ['big-endian', /its type is >f4; float32 \(<f4\) and float64 \(<f8\), little-endian, are read/],
    ['integers', /its type is <i8; float32/],
    ['fields', /its type is \[\('a', '<f4'\), \('b', '<f4'\)\]; float32/],
    ['fortran-order', /it is in Fortran order; C order is read: numpy\.ascontiguousarray/],
    ['flat', /its shape is \(5\); \[examples, classes\] is read/],
    ['three-classes', /its shape is \(5, 3\); the task has 2 classes: entailment, not_entailment/],
    ['four-rows', /its shape is \(4, 2\); the training file has 5 examples/],
    ['not-finite', /not-finite\.npy, row 3 counted from 0: a value is no finite number/],
    ['missing', /missing\.npy: it cannot be read \(ENOENT\)/],
  ])('%s is refused by name', async (name, message) => {
    await expect(readArray(name)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      path: ['blackBox', 'predictions'],
      message: expect.stringMatching(message),
    });
  });

  it('is refused where rows of the training file were left out, which its rows cannot be matched with', async () => {
    await expect(readArray('float32', { leftOut: 2 })).rejects.toThrow(
      /2 rows of the training file were left out/,
    );
  });

  it('is refused where it is cut off or no array at all', async () => {
    const whole = await readFile(join(arrays, 'float32.npy'));
    const named = async (name: string, bytes: Uint8Array) => {
      await writeFile(join(folder, name), bytes);
      return readPredictions(
        { predictions: join(folder, name), values: 'logits', keys: 'student' },
        task,
        order,
      );
    };
    await expect(named('short.npy', whole.subarray(0, -1))).rejects.toThrow(
      /short\.npy: 39 bytes follow its header; 5 × 2 values of 4 bytes are 40/,
    );
    await expect(named('head.npy', whole.subarray(0, 50))).rejects.toThrow(
      /head\.npy: it ends within its header/,
    );
    await expect(named('text.npy', Buffer.from('entailment\t1\n'))).rejects.toThrow(
      /text\.npy: it does not begin/,
    );
  });
});
