import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { StillhouseClient } from '@stillhouse/client/client.ts';
import { StillhouseError, Unreachable } from '@stillhouse/client/errors.ts';
import { registerDataset } from '@stillhouse/prisma/dataset/register-dataset.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Served, serve } from '../api/serve.ts';
import {
  aDataset,
  aKnowledgeBase,
  anEvaluation,
  aRun,
  aStartedRun,
  entriesOf,
  examplesOf,
  predictionsOf,
} from '../prisma/records.ts';

let api: Served;
beforeAll(async () => {
  api = await serve();
});
afterAll(() => api?.close());

test('a whole run: begun, logged, evaluated, ended, each call twice', async () => {
  const { client, db } = api;
  const twice = async (call: () => Promise<unknown>) => {
    await call();
    await call();
  };
  const environment = {
    host: 'h',
    platform: 'linux x64',
    node: '20',
    backend: null,
    backendReason: null,
    device: null,
    versions: { a: '1.0', b: '2.0' },
    gitCommit: null,
    command: null,
    sources: [
      { name: 'stillhouse', commit: 'abc', diff: '', diffLength: 0 },
      { name: 'mine', commit: null, diff: '+new', diffLength: 400_000 },
    ],
    processor: { model: 'EPYC', cores: 2, memoryBytes: 2 ** 33 },
    nvidia: { driver: '550.54.15', cuda: '12.4' },
  };
  const run = aRun({ environment });
  const train = aDataset(12, { split: 'TRAIN' });
  const dev = aDataset(6);
  await twice(() => client.startRun(run));
  await twice(() => client.updateRun({ id: run.id, notes: 'a note', parameters: 5_000_000_000 }));
  for (const dataset of [train, dev]) {
    await twice(() => client.registerDataset(dataset));
    await twice(() => client.writeExamples(examplesOf(dataset, 0, dataset.size)));
  }
  const base = {
    id: randomUUID(),
    name: 'memory',
    teacher: run.id,
    dataset: train.digest,
    dimension: 8,
    classes: 2,
  };
  await twice(() => client.createKnowledgeBase(base));
  await twice(() => client.writeEntries(entriesOf(base, 0, 12)));
  const health = {
    labelPurity: 0.5,
    labelPurityK: 5,
    teacherAccuracy: null,
    meanEntropy: 0.6,
    duplicates: 0,
  };
  await twice(() => client.sealKnowledgeBase({ id: base.id, size: 12, health }));
  const evaluation = anEvaluation(run.id, dev.digest);
  await twice(() => client.createEvaluation(evaluation));
  await twice(() => client.writePredictions(predictionsOf(evaluation, 0, 6)));
  const scores = [{ predictor: 'STUDENT' as const, name: 'accuracy', value: 0.5 }];
  const latency = {
    studentP50: 1,
    studentP95: 2,
    retrievalP50: null,
    retrievalP95: null,
    load: null,
    quiet: null,
  };
  await twice(() =>
    client.finishEvaluation({
      id: evaluation.id,
      scores,
      gainPValue: null,
      gainTest: null,
      recallAtK: null,
      latency,
    }),
  );
  await twice(() => client.beat(run.id));
  await twice(() =>
    client.finishRun({ id: run.id, status: 'FAILED', failure: { message: 'on purpose', stack: 'at x' } }),
  );

  const answer = await client.query(
    `query ($id: ID!) { run(id: $id) { status notes parameters failure { message } environment { host sources { name commit diff truncated } processor cores memoryBytes driver cuda versions { name version } }
       evaluations { finishedAt scores { value } latency { studentP95 } } } }`,
    { id: run.id },
  );
  expect(answer).toMatchObject({
    run: {
      status: 'FAILED',
      notes: 'a note',
      parameters: 5_000_000_000,
      failure: { message: 'on purpose' },
      environment: {
        host: 'h',
        sources: [
          { name: 'stillhouse', commit: 'abc', diff: '', truncated: false },
          { name: 'mine', commit: null, diff: '+new', truncated: true },
        ],
        processor: 'EPYC',
        cores: 2,
        memoryBytes: 2 ** 33,
        driver: '550.54.15',
        cuda: '12.4',
        versions: [
          { name: 'a', version: '1.0' },
          { name: 'b', version: '2.0' },
        ],
      },
      evaluations: [{ scores: [{ value: 0.5 }], latency: { studentP95: 2 } }],
    },
  });
  expect(JSON.stringify(answer)).not.toContain('at x');
  const [row] = await db.query<{ health: unknown; sealed: boolean }>(
    'SELECT health, sealed_at IS NOT NULL AS sealed FROM knowledge_base WHERE id = $1',
    [base.id],
  );
  expect(row).toEqual({ health, sealed: true });
});

test('more points than fit into one request arrive all, once', async () => {
  const run = await aStartedRun(api.db);
  const steps = Array.from({ length: 120_000 }, (_, i) => i);
  const loss = {
    key: 'loss',
    steps,
    values: steps.map((step) => (step % 1000 === 0 ? Number.NaN : Math.sin(step))),
    times: steps.map((step) => 1_700_000_000_000 + step),
  };
  const input = {
    run,
    batch: randomUUID(),
    series: [loss, { key: 'lr', steps: [0], values: [Number.POSITIVE_INFINITY] }],
  };
  await api.client.logMetrics(input);
  await api.client.logMetrics(input);
  const rows = await api.db.query(
    'SELECT key, count, non_finite_count AS "nonFinite", last_step AS last FROM metric WHERE run_id = $1 ORDER BY key',
    [run],
  );
  expect(rows).toEqual([
    { key: 'loss', count: 120_000, nonFinite: 120, last: 119_999 },
    { key: 'lr', count: 1, nonFinite: 1, last: 0 },
  ]);
});

test('more metrics than fit into one request arrive all', async () => {
  const run = await aStartedRun(api.db);
  const series = Array.from({ length: 10_001 }, (_, i) => ({ key: `metric ${i}`, steps: [0], values: [i] }));
  await api.client.logMetrics({ run, batch: randomUUID(), series });
  expect(await api.db.prisma.metric.count({ where: { runId: run } })).toBe(10_001);
});

test('of a run no more has to be said than is known, and every fault of what is said is told', async () => {
  const { client, db } = api;
  const id = randomUUID();
  const run = { id, project: 'scripts', name: 'mine', kind: 'EXTERNAL' as const, recipe: { model: 'mine' } };
  await client.startRun(run);
  await client.startRun({ ...run, tags: [], notes: null, seed: null });
  await client.finishRun({ id, status: 'FINISHED' });
  expect(await db.prisma.run.findUniqueOrThrow({ where: { id } })).toMatchObject({
    status: 'FINISHED',
    seed: null,
    task: null,
    tags: [],
    environment: null,
  });
  await expect(client.startRun({ ...run, id: randomUUID(), name: '', tags: ['fine', ''] })).rejects.toThrow(
    /^name: .*; tags\.1: /,
  );
});

test('a batch of very many entries arrives whole', async () => {
  const size = 9_000;
  const train = aDataset(size, { split: 'TRAIN' });
  await registerDataset(api.db, train);
  await api.client.writeExamples(examplesOf(train, 0, size));
  const base = await aKnowledgeBase(api.db, size, { dataset: train.digest, dimension: 512 });
  await api.client.writeEntries(entriesOf(base, 0, size));
  await api.client.sealKnowledgeBase({ id: base.id, size, health: null });
});

test('the address may be written with or without /graphql and slashes', async () => {
  for (const url of [api.url, `${api.url}/`, `${api.url}/graphql`, `${api.url}/graphql/`]) {
    const client = new StillhouseClient({ url });
    const run = aRun();
    await client.startRun(run);
    await client.beat(run.id);
  }
  expect(() => new StillhouseClient({ url: 'localhost' })).toThrow('localhost is not a valid API URL');
});

describe('failures', () => {
  /** A server that answers everything in one way. */
  async function answering(
    listener: RequestListener,
    use: (client: StillhouseClient) => Promise<void>,
    timeout?: number,
  ) {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      await use(new StillhouseClient({ url: `http://127.0.0.1:${port}/`, timeout }));
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  test('what must be mended is a StillhouseError with code and path', async () => {
    const teacher = randomUUID();
    const failure = await api.client.startRun(aRun({ teacher })).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StillhouseError);
    expect(failure).toMatchObject({ code: 'NOT_FOUND', path: ['teacher'] });
    await expect(api.client.startRun(aRun({ name: '' }))).rejects.toMatchObject({
      code: 'BAD_INPUT',
      path: ['name'],
    });
    await expect(api.client.query('{ nothing }')).rejects.toBeInstanceOf(StillhouseError);
    await expect(api.client.query('{ runs(first: 0) { totalCount } }')).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
    const base = { ...(await aKnowledgeBase(api.db, 2)), id: randomUUID() };
    await expect(api.client.writeEntries(entriesOf(base, 0, 2))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('nobody at the address is Unreachable', async () => {
    const client = new StillhouseClient({ url: 'http://127.0.0.1:1' });
    await expect(client.startRun(aRun())).rejects.toBeInstanceOf(Unreachable);
    await expect(client.beat(randomUUID())).rejects.toBeInstanceOf(Unreachable);
  });

  test('a connection that was closed while it idled is no failure: the request goes once more, its body whole', async () => {
    const bodies: string[] = [];
    const used = new WeakSet<Socket>();
    await answering(
      (request, response) => {
        if (used.has(request.socket)) {
          request.once('data', () => request.socket.resetAndDestroy());
          return;
        }
        used.add(request.socket);
        text(request).then((body) => {
          bodies.push(body);
          response.end('{}');
        });
      },
      async (client) => {
        const folder = await mkdtemp(join(tmpdir(), 'stillhouse-client-'));
        const path = join(folder, 'file');
        await writeFile(path, 'content');
        const header = {
          run: randomUUID(),
          name: 'file',
          kind: 'other' as const,
          sha256: '0'.repeat(64),
          bytes: 7,
        };
        await client.uploadArtifact({ header, path });
        await client.uploadArtifact({ header, path });
        await rm(folder, { recursive: true });
      },
    );
    expect(bodies).toEqual(['content', 'content']);
  });

  test('a server that hangs up is asked twice, not for ever', async () => {
    let asked = 0;
    await answering(
      (request) => {
        asked++;
        request.socket.destroy();
      },
      async (client) => expect(client.beat(randomUUID())).rejects.toBeInstanceOf(Unreachable),
    );
    expect(asked).toBe(2);
  });

  test('a server that fails, one that hangs up and one that is silent are Unreachable', async () => {
    await answering(
      (_request, response) => void response.writeHead(503).end('{"errors":[{"message":"starting"}]}'),
      async (client) => expect(client.startRun(aRun())).rejects.toBeInstanceOf(Unreachable),
    );
    await answering(
      (request) => request.socket.destroy(),
      async (client) => expect(client.startRun(aRun())).rejects.toBeInstanceOf(Unreachable),
    );
    await answering(
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"data":');
        setTimeout(() => response.destroy(), 50);
      },
      async (client) => expect(client.startRun(aRun())).rejects.toBeInstanceOf(Unreachable),
    );
    await answering(
      () => undefined,
      async (client) => expect(client.startRun(aRun())).rejects.toBeInstanceOf(Unreachable),
      200,
    );
  });

  /** A GraphQL answer with one error. */
  const graphqlFault = (code: string) =>
    JSON.stringify({ errors: [{ message: 'no', extensions: { code, input: ['a', 'b'] } }] });
  const bulkFault = (code: string) => JSON.stringify({ errors: [{ code, message: 'no', path: ['a', 'b'] }] });
  const payloadFault = (code: string) =>
    JSON.stringify({ data: { payload: { errors: [{ code, message: 'no', path: ['a', 'b'] }] } } });

  const refusals: [status: number, code: string][] = [
    [400, 'BAD_INPUT'],
    [500, 'BAD_INPUT'],
    [200, 'BAD_INPUT'],
    [500, 'BAD_USER_INPUT'],
    [400, 'GRAPHQL_VALIDATION_FAILED'],
    [404, 'NOT_FOUND'],
    [409, 'CONFLICT'],
    [409, 'INCOMPLETE'],
    [403, 'FORBIDDEN'],
    [413, 'TOO_LARGE'],
  ];
  const outages: [status: number, code: string][] = [
    [500, 'INTERNAL'],
    [200, 'INTERNAL'],
    [500, 'INTERNAL_SERVER_ERROR'],
    [503, 'UNAVAILABLE'],
    [200, 'UNAVAILABLE'],
    [504, 'TIMEOUT'],
    [408, 'TIMEOUT'],
    [507, 'STORAGE_FULL'],
    [200, 'STORAGE_FULL'],
    [429, 'TOO_LARGE'],
  ];

  /** Asks each kind of route, which answers with the status and the code, and expects such an error. */
  async function expectOnEveryRoute(status: number, code: string, error: object): Promise<void> {
    for (const body of [graphqlFault(code), bulkFault(code), payloadFault(code)]) {
      await answering(
        (_request, response) => void response.writeHead(status).end(body),
        async (client) => {
          const isPayload = body.includes('payload');
          if (isPayload && status !== 200) return;
          const asked =
            body.includes('extensions') || isPayload ? client.startRun(aRun()) : client.beat(randomUUID());
          await expect(asked).rejects.toMatchObject(error);
        },
      );
    }
  }

  test.each(refusals)('status %i with code %s is a refusal, whatever the route', (status, code) =>
    expectOnEveryRoute(status, code, { name: 'StillhouseError', code, path: ['a', 'b'] }),
  );

  test.each(outages)('status %i with code %s is an outage, whatever the route', (status, code) =>
    expectOnEveryRoute(status, code, { name: 'Unreachable', code }),
  );

  test.each([408, 425, 429, 500, 502, 503, 504, 507])(
    'an empty answer of status %i, as of Node itself or a proxy, is an outage',
    async (status) => {
      await answering(
        (_request, response) => void response.writeHead(status).end(),
        async (client) => {
          await expect(client.startRun(aRun())).rejects.toBeInstanceOf(Unreachable);
          await expect(client.beat(randomUUID())).rejects.toBeInstanceOf(Unreachable);
        },
      );
    },
  );

  test('a proxy that takes no request as large is a refusal', async () => {
    await answering(
      (_request, response) => void response.writeHead(413).end('<html>413</html>'),
      async (client) =>
        expect(client.startRun(aRun())).rejects.toMatchObject({ name: 'StillhouseError', code: 'TOO_LARGE' }),
    );
  });

  test('somebody else’s server at the address is named as such', async () => {
    for (const said of ['<html>hello</html>', 'null', '[]', '{"message":"Not Found"}']) {
      await answering(
        (_request, response) => void response.writeHead(404).end(said),
        async (client) => {
          const asked = [client.startRun(aRun()), client.beat(randomUUID()), client.readExamples('0').next()];
          for (const answer of await Promise.allSettled(asked)) {
            expect(answer).toMatchObject({ status: 'rejected', reason: { name: 'StillhouseError' } });
            expect(String((answer as PromiseRejectedResult).reason)).toMatch(
              /is not a Stillhouse API: it responded with status 404/,
            );
          }
        },
      );
    }
  });

  test('an API key goes with every request', async () => {
    const seen: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(204).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const client = new StillhouseClient({ url: `http://127.0.0.1:${port}`, apiKey: 'a-key' });
    await client.beat(randomUUID());
    server.closeAllConnections();
    server.close();
    expect(seen).toEqual(['Bearer a-key']);
  });
});
