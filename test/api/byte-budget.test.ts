import { once } from 'node:events';
import { request } from 'node:http';
import { ByteBudget } from '@stillhouse/api/bulk/byte-budget.ts';
import { encodeColumns, entryColumns } from '@stillhouse/client/columns.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aKnowledgeBase, entriesOf } from '../prisma/records.ts';
import { type Served, serve } from './serve.ts';

describe('a budget of bytes', () => {
  test('lets those begin that fit, and the others in their order as bytes become free', async () => {
    const budget = new ByteBudget({ most: 10 });
    const began: string[] = [];
    const begin = (name: string, bytes: number) =>
      budget.reserve(bytes).then((free) => {
        began.push(name);
        return free;
      });
    const [a, b] = await Promise.all([begin('a', 6), begin('b', 4)]);
    const [c, d] = [begin('c', 8), begin('d', 1)];
    b();
    b();
    await Promise.resolve();
    expect(began).toEqual(['a', 'b']);
    a();
    const freeC = await c;
    await d;
    expect(began).toEqual(['a', 'b', 'c', 'd']);
    freeC();
    await begin('e', 9);
    expect(began.at(-1)).toBe('e');
  });

  test('refuses whoever would wait too long, and lets those behind them begin', async () => {
    const budget = new ByteBudget({ most: 10, patience: 1 });
    await budget.reserve(6);
    const large = budget.reserve(8);
    const small = budget.reserve(2);
    await expect(large).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await small.catch(() => undefined);
    await expect(budget.reserve(2)).resolves.toBeTypeOf('function');
  });
});

describe('bodies beyond the budget', () => {
  let api: Served;
  beforeAll(async () => {
    api = await serve({ bulkBudget: { most: 4000, mostWaiting: 0 } });
  });
  afterAll(() => api?.close());

  test('are answered with 503 and Retry-After, until one of the others ends', async () => {
    const base = await aKnowledgeBase(api.db, 60);
    const path = `/bulk/knowledge-bases/${base.id}/entries`;
    const headers = { 'content-type': 'application/vnd.apache.arrow.stream' };
    const body = encodeColumns(entryColumns(entriesOf(base, 0, 60)));
    const send = () => fetch(api.url + path, { method: 'POST', headers, body: body.slice() });
    expect(body.length).toBeGreaterThan(2000);

    const slow = request(api.url + path, { method: 'POST', headers });
    slow.write(body.subarray(0, body.length - 100));
    await expect.poll(async () => (await send()).status).toBe(503);
    const refused = await send();
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toMatchObject({ errors: [{ code: 'UNAVAILABLE' }] });

    slow.end(body.subarray(body.length - 100));
    const [answer] = await once(slow, 'response');
    expect(answer.statusCode).toBe(200);
    answer.resume();
    expect((await send()).status).toBe(200);
  });
});
