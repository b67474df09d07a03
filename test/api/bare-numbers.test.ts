import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aStartedRun } from '../prisma/records.ts';
import { type Served, serve } from './serve.ts';

let api: Served;
beforeAll(async () => {
  api = await serve();
});
afterAll(() => api?.close());

const mutation = 'mutation ($input: LogMetricsInput!) { logMetrics(input: $input) { written } }';

async function send(body: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return { status: response.status, text: await response.text() };
}

test.each(['NaN', 'Infinity', '-Infinity'])(
  '%s as Python writes it is refused with its place and what to send',
  async (word) => {
    const run = await aStartedRun(api.db);
    const series = [
      { key: 'a "quoted\\" name, [NaN]', steps: [0], values: [1] },
      { key: 'loss', steps: [0, 1, 2], values: [1, 'HERE', 2] },
    ];
    const input = { run, batch: randomUUID(), series };
    const body = JSON.stringify({ query: mutation, variables: { input } });
    const refused = await send(body.replace('"HERE"', word));
    expect(refused.status).toBe(400);
    const [error] = JSON.parse(refused.text).errors;
    expect(JSON.stringify(error)).toContain('BAD_INPUT');
    expect(error.message).toBe(
      `variables.input.series.1.values.1 is ${word}, which is not valid JSON. Send it as the string "${word}".`,
    );
    const taken = await send(body.replace('"HERE"', `"${word}"`));
    expect(JSON.parse(taken.text)).toMatchObject({ data: { logMetrics: { written: 4 } } });
  },
);

test('other faults of JSON are told as before', async () => {
  const { status, text } = await send('{ "query": "NaN", }');
  expect(status).toBe(400);
  expect(text).not.toContain('Send it as the string');
});
