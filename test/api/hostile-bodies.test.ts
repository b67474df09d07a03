import { ByteBudget } from '@stillhouse/api/bulk/byte-budget.ts';
import { decodeBatch, type EncodedBatch } from '@stillhouse/api/bulk/decode-batch.ts';
import { DecodingThread } from '@stillhouse/api/bulk/decoding-thread.ts';
import { ipcMessages } from '@stillhouse/api/bulk/messages.ts';
import { encodeColumns, entryColumns, exampleColumns } from '@stillhouse/client/columns.ts';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { seededRandom } from '@stillhouse/domain/random/random.ts';
import { afterAll, describe, expect, test } from 'vitest';
import { aDataset, entriesOf, examplesOf } from '../prisma/records.ts';

const base = { id: '00000000-0000-4000-8000-000000000000', dimension: 8, classes: 2 };
const bodies = {
  examples: encodeColumns(exampleColumns(examplesOf(aDataset(20), 0, 20))),
  entries: encodeColumns(entryColumns(entriesOf(base as never, 0, 20))),
};
type Kind = keyof typeof bodies;

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The batches of a body as the routes see them, decoded in this thread. */
async function decoded(kind: Kind, bytes: Uint8Array): Promise<unknown[]> {
  const rows: unknown[] = [];
  let schema: EncodedBatch['schema'] | null = null;
  for await (const { kind: message, metadata, body } of ipcMessages(whole(bytes), new ByteBudget())) {
    if (message === 'schema') schema = metadata;
    else if (schema) rows.push(decodeBatch({ kind, owner: 'x', schema, metadata, body }));
    else throw new ExpectedError('BAD_INPUT', 'no schema');
  }
  return rows;
}

/** What of a body describes its columns, and not the columns themselves. */
async function described(bytes: Uint8Array): Promise<number[]> {
  const places: number[] = [];
  let at = 0;
  for await (const { metadata, body } of ipcMessages(whole(bytes), new ByteBudget())) {
    for (let i = 0; i < 8 + metadata.length; i++) places.push(at + i);
    at += 8 + metadata.length + body.length;
  }
  return places;
}

describe.each(['examples', 'entries'] as const)('a body of %s', (kind) => {
  test('whose description has any byte changed is the same rows, or is refused', async () => {
    const random = seededRandom(20_261_201);
    const sound = await decoded(kind, bodies[kind]);
    expect(sound).toHaveLength(1);
    for (const place of await described(bodies[kind])) {
      for (const value of [0, 0xff, 0x7f, random.below(256), bodies[kind][place]! ^ (1 << random.below(8))]) {
        const bytes = Uint8Array.from(bodies[kind]);
        bytes[place] = value;
        const found = await decoded(kind, bytes).catch((error: unknown) => error);
        if (found instanceof ExpectedError) expect(found.code).toMatch(/BAD_INPUT|TOO_LARGE/);
        else expect(found, `byte ${place} is ${value}`).toEqual(sound);
      }
    }
  });

  test('cut off anywhere is refused, or ends before a message', async () => {
    for (let end = 0; end < bodies[kind].length; end += 7) {
      const found = await decoded(kind, bodies[kind].slice(0, end)).catch((error: unknown) => error);
      if (!(found instanceof ExpectedError)) expect((found as unknown[]).length).toBeLessThanOrEqual(1);
    }
  });

  test('with bytes behind its end is refused', async () => {
    const longer = Uint8Array.from([...bodies[kind], 1, 2, 3]);
    await expect(decoded(kind, longer)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});

describe('a thread that decodes', () => {
  const thread = new DecodingThread({
    module: new URL('./stuck-thread.mjs', import.meta.url),
    patience: 1,
  });
  afterAll(() => thread.close());
  const batch = (): EncodedBatch => ({
    kind: 'examples',
    owner: 'x',
    schema: new Uint8Array(8),
    metadata: new Uint8Array(8),
    body: new Uint8Array(8),
  });

  test('and never ends is ended, its batch refused as TOO_LARGE, and the next batch begins another', async () => {
    await expect(thread.decode(batch())).rejects.toMatchObject({ code: 'TOO_LARGE' });
    await expect(thread.decode(batch())).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });
});
