import { randomUUID } from 'node:crypto';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type Random, seededRandom } from '@stillhouse/domain/random/random.ts';
import type { Call } from '@stillhouse/trainer/record/call.ts';
import { checkCall, decodeCall, encodeCall } from '@stillhouse/trainer/record/call-codec.ts';
import { callRecorder } from '@stillhouse/trainer/record/call-recorder.ts';
import { describe, expect, it } from 'vitest';
import { aRun } from '../../prisma/records.ts';

/** A call that carries any value. */
const carrying = (value: unknown): Call => ({ method: 'startRun', input: aRun({ recipe: { value } }) });

function sparse(): unknown[] {
  const array = [1, 2, 3];
  delete array[1];
  return array;
}

function cyclic(): object {
  const object: Record<string, unknown> = {};
  object.self = object;
  return object;
}

class Point {
  x = 1;
}

/** Values that JSON or the codec's own marks could alter. */
const awkward: readonly (() => unknown)[] = [
  () => ({ $number: 'NaN' }),
  () => ({ $number: 3 }),
  () => ({ $column: ['float32', 2] }),
  () => ({ $: 1, $$: 2, $$number: 'Infinity', a$: 3 }),
  () => JSON.parse('{"__proto__": {"polluted": true}}'),
  () => ({ constructor: 1, toString: 'x', hasOwnProperty: null }),
  () => Object.assign(Object.create(null), { bare: 1 }),
  () => undefined,
  () => [undefined],
  () => ({ left: undefined, kept: 1 }),
  () => new Date(0),
  () => 10n,
  () => -0,
  () => [-0, 0],
  () => 2 ** 53 + 2,
  () => -(2 ** 60),
  () => 5e-324,
  () => Number.MAX_VALUE,
  () => Number.NaN,
  () => [Number.NEGATIVE_INFINITY],
  sparse,
  () => Object.assign([1], { more: 2 }),
  cyclic,
  () => new Map([[1, 2]]),
  () => new Set([1]),
  () => new Float64Array(2),
  () => new Uint8Array(3),
  () => new ArrayBuffer(4),
  () => Float32Array.of(0.1, Number.NaN, -0),
  () => Int32Array.of(-1, 2 ** 31 - 1),
  () => new Float32Array(8).subarray(3, 5),
  () => 'half \ud83d a pair, and \0',
  () => ({ '': 1, 'a.b': 2, 'ü"\\': 3 }),
  () => () => 1,
  () => Symbol('s'),
  () => ({ [Symbol('s')]: 1 }),
  () => ({ toJSON: () => 'something else' }),
  () => new Point(),
  () => new Error('e'),
  () => /x/,
  () => Object('boxed'),
];

function randomValue(random: Random, depth: number): unknown {
  const kind = random.below(depth > 0 ? 8 : 5);
  if (kind === 0) return awkward[random.below(awkward.length)]?.();
  if (kind === 1) return random.next() * 10 ** (random.below(40) - 20);
  if (kind === 2) return String.fromCharCode(...Array.from({ length: 5 }, () => random.below(2 ** 16)));
  if (kind === 3) return [null, true, false, 0, 1, ''][random.below(6)];
  if (kind === 4) return Float32Array.from({ length: random.below(4) }, () => random.next());
  const items = Array.from({ length: random.below(4) }, () => randomValue(random, depth - 1));
  if (kind < 7) return items;
  const names = ['a', '$', '$number', '$column', '$$', '__proto__', 'b', 'length'];
  return Object.fromEntries(items.map((item) => [names[random.below(names.length)] ?? 'c', item]));
}

/** Equal to the bit: 0 is not −0, and one kind of array is not another. A member that is undefined is one that is left out. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null)
    return Object.is(one, other);
  const named = (object: object) => Object.entries(object).filter(([, member]) => member !== undefined);
  const [left, right] = [named(one), new Map(named(other))];
  return (
    Array.isArray(one) === Array.isArray(other) &&
    ArrayBuffer.isView(one) === ArrayBuffer.isView(other) &&
    (!ArrayBuffer.isView(one) || one.constructor === other.constructor) &&
    left.length === right.size &&
    left.every(([name, member]) => right.has(name) && isSame(member, right.get(name)))
  );
}

describe('a call on disk', () => {
  it('comes back equal to the bit, or is refused by name when it is made', () => {
    const random = seededRandom(7);
    const counts = { equal: 0, refused: 0 };
    const values = [
      ...awkward.map((make) => make()),
      ...Array.from({ length: 5000 }, () => randomValue(random, 4)),
    ];
    for (const value of values) {
      const call = carrying(value);
      let bytes: Buffer;
      try {
        bytes = encodeCall(call);
      } catch (error) {
        expect(error).toBeInstanceOf(ExpectedError);
        expect(error).toMatchObject({ code: 'BAD_INPUT', message: expect.stringMatching(/^recipe\.value/) });
        expect(() => checkCall(call)).toThrow(ExpectedError);
        counts.refused++;
        continue;
      }
      checkCall(call);
      const back = decodeCall(bytes);
      if (!isSame(back, call)) expect(back).toEqual(call);
      expect(isSame(back, call)).toBe(true);
      counts.equal++;
    }
    expect(counts.equal).toBeGreaterThan(1000);
    expect(counts.refused).toBeGreaterThan(500);
  });

  it('keeps the values of metrics that JSON lacks', () => {
    const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 5e-324];
    const series = [{ key: 'loss', steps: [1, 2, 3, 4, 5], values }];
    const call: Call = { method: 'logMetrics', input: { run: randomUUID(), batch: randomUUID(), series } };
    expect(isSame(decodeCall(encodeCall(call)), call)).toBe(true);
  });
});

describe('a value that would be altered on the way', () => {
  it('is refused by the recorder at the call, before the platform hears of it', async () => {
    const delivered: Call[] = [];
    const recorder = callRecorder({
      deliver: async (call) => void delivered.push(call),
      flush: async () => undefined,
      close: async () => undefined,
    });
    const points = (times: number[]) => ({
      ...{ run: randomUUID(), batch: randomUUID() },
      series: [{ key: 'loss', steps: [1], values: [Number.NaN], times }],
    });
    await expect(recorder.logMetrics(points([Number.NaN]))).rejects.toMatchObject({
      ...{ code: 'BAD_INPUT', path: ['series', '0', 'times', '0'] },
      message: 'series.0.times.0 is NaN; only the values of metrics may be.',
    });
    await expect(recorder.logMetrics(points([Number.POSITIVE_INFINITY]))).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
    await expect(
      recorder.startRun(aRun({ recipe: { nested: JSON.parse('{"__proto__": 1}') } })),
    ).rejects.toMatchObject({ code: 'BAD_INPUT', path: ['recipe', 'nested', '__proto__'] });
    await expect(recorder.startRun(aRun({ recipe: { when: new Date() } }))).rejects.toThrow(
      'recipe.when is a Date, which cannot be recorded.',
    );
    await recorder.logMetrics(points([Date.now()]));
    expect(delivered).toHaveLength(1);
  });
});
