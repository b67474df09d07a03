import { type FileHandle, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ByteReader } from '@stillhouse/trainer/model/torch/byte-reader.ts';
import { stateDictNames, tensorsOf } from '@stillhouse/trainer/model/torch/state-dict.ts';
import { unpickle } from '@stillhouse/trainer/model/torch/unpickle.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder = '';
let file: FileHandle | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stillhouse-pickle-'));
});
afterEach(async () => {
  await file?.close();
  await rm(folder, { recursive: true });
});

/** Unpickles instructions, each character a byte. */
async function read(instructions: string): Promise<unknown> {
  const bytes = Buffer.from(`\x80\x02${instructions}`, 'latin1');
  const path = join(folder, 'x.pkl');
  await writeFile(path, bytes);
  file = await open(path);
  return unpickle(new ByteReader(file.fd, 0, bytes.length, 'x.bin'), stateDictNames('x.bin'), 'x.bin');
}

const text = (value: string) => `X${String.fromCharCode(value.length)}\0\0\0${value}`;
/** A storage of 6 floats, and a tensor of it with these sizes and strides. */
const storage = `(${text('storage')}ctorch\nFloatStorage\n${text('0')}${text('cpu')}K\x06tQ`;
const tensor = (offset: number, shape: number[], strides: number[]) => {
  const tuple = (values: number[]) => `(${values.map((n) => `K${String.fromCharCode(n)}`).join('')}t`;
  return `ctorch._utils\n_rebuild_tensor_v2\n(${storage}K${String.fromCharCode(offset)}${tuple(shape)}${tuple(strides)}\x89NtR`;
};

describe('a pickle', () => {
  it.each<[string, string, unknown]>([
    ['small and negative integers', '(K\x07M\x01\x02J\xff\xff\xff\xfft.', [7, 513, -1]],
    ['long integers', '(\x8a\x00\x8a\x02\xff\xff\x8a\x09\0\0\0\0\0\0\0\0\x01t.', [0, -1, 2n ** 64n]],
    ['floats, booleans and None', '(G\x3f\xf8\0\0\0\0\0\0\x88\x89Nt.', [1.5, true, false, null]],
    ['texts of Python 3 and 2', `(${text('ab')}U\x02cdT\x02\0\0\0eft.`, ['ab', 'cd', 'ef']],
    ['lists', ']q\x00K\x01a(K\x02K\x03e.', [1, 2, 3]],
    ['tuples', 'K\x01\x85K\x02K\x03\x86K\x04K\x05K\x06\x87\x87.', [[1], [2, 3], [4, 5, 6]]],
    [
      'dicts',
      `}${text('a')}K\x01s(${text('b')}K\x02u.`,
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
    ],
    ['objects met before', `]q\x05h\x05r\0\x01\0\0j\0\x01\0\0\x87.`, [[], [], []]],
    ['what is dropped', 'K\x01K\x020.', 1],
    [
      'an ordered dict of pairs, as Python 2 writes it',
      'ccollections\nOrderedDict\n](]U\x01aaK\x01ae\x85R.',
      new Map([['a', 1]]),
    ],
  ])('has %s', async (_, instructions, expected) => {
    expect(await read(instructions)).toEqual(expected);
  });

  it('has the tensors of a state dict, whose attributes are passed over', async () => {
    const dict = await read(
      `ccollections\nOrderedDict\n)R${text('w')}${tensor(1, [2, 2], [3, 1])}s}${text('_metadata')}Nsb.`,
    );
    expect(tensorsOf(dict, 'x.bin').get('w')).toMatchObject({ offset: 1, shape: [2, 2], strides: [3, 1] });
  });

  it.each<[string, string, RegExp]>([
    ['another instruction', 'K\x01\x93.', /pickle instruction 0x93/],
    ['another protocol', '\x80\x04N.', /protocol 4/],
    ['a global that is not known', 'cbuiltins\neval\n.', /Python's builtins\.eval, which is not run/],
    [
      'a global of a known module',
      'ctorch._utils\n_rebuild_sparse_tensor\n.',
      /torch\._utils\._rebuild_sparse_tensor/,
    ],
    ['a call of a type', 'ctorch\nFloatStorage\n)R.', /calls torch\.FloatStorage/],
    ['a call of what is no function', 'K\x01)R.', /calls what is no function/],
    ['an object that it never met', 'h\x01.', /recalls the object 1/],
    ['too short a stack', 'K\x01\x86.', /stack is empty/],
    ['a mark that was never opened', 't.', /has not opened/],
    ['attributes of what is no dict', ']}b.', /attributes/],
    ['items of what is no dict', 'NK\x01K\x02s.', /no dict/],
    ['values of what is no list', 'NK\x01a.', /no list/],
    ['no end', 'K\x01', /x\.bin ends in the middle/],
    ['a text longer than the file', 'X\xff\xff\xff\xffab.', /x\.bin ends in the middle/],
    ['a tensor beyond its storage', `${tensor(0, [3, 3], [3, 1])}.`, /beyond its storage/],
    ['a tensor that begins beyond its storage', `${tensor(7, [0], [1])}.`, /beyond its storage/],
    [
      'a stride of 0 that makes gigabytes of one value',
      `${tensor(0, [255, 255, 255], [0, 0, 0])}.`,
      /shape \[255,255,255\] has more values than its storage, 6/,
    ],
    ['a tensor of sizes without strides', `${tensor(0, [2, 2], [1])}.`, /strides/],
    ['another object than a storage', 'NQ.', /no storage/],
    ['one storage spoken of in two ways', `${storage}${storage.replace('\x06tQ', '\x07tQ')}.`, /in two ways/],
  ])('with %s is refused', async (_, instructions, message) => {
    await expect(read(instructions)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(message),
    });
  });

  it.each([
    ['no dict', '].', /holds no tensors by their names/],
    ['another value', `}${text('epoch')}K\x01s.`, /holds "epoch", which is no tensor/],
    ['a dict around the weights', `}${text('model')}}s.`, /holds "model"/],
  ])('of %s is no state dict', async (_, instructions, message) => {
    const value = await read(instructions);
    expect(() => tensorsOf(value, 'x.bin')).toThrow(message);
  });
});
