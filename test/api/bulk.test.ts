import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeColumns, entryColumns, exampleColumns } from '@stillhouse/client/columns.ts';
import { registerDataset } from '@stillhouse/prisma/dataset/register-dataset.ts';
import { createEvaluation } from '@stillhouse/prisma/evaluation/create-evaluation.ts';
import {
  Field,
  FixedSizeList,
  Float32,
  Int32,
  Int64,
  Table,
  tableFromIPC,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  aDataset,
  aKnowledgeBase,
  anEvaluation,
  aSealedKnowledgeBase,
  aStartedRun,
  aWrittenDataset,
  digestOf,
  entriesOf,
  examplesOf,
  predictionsOf,
  unitVectors,
} from '../prisma/records.ts';
import { retrievedColumns } from '../prisma/retrieved.ts';
import { type Served, serve } from './serve.ts';

let api: Served;
beforeAll(async () => {
  api = await serve();
});
afterAll(() => api?.close());

const arrow = 'application/vnd.apache.arrow.stream';

async function post(path: string, body: Uint8Array<ArrayBuffer> | string | ReadableStream, type = arrow) {
  const response = await fetch(`${api.url}/bulk/${path}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body,
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  } as RequestInit);
  return {
    status: response.status,
    body: (await response.json()) as {
      written?: number;
      errors?: { code: string; message: string; path: string[] }[];
    },
  };
}

describe('examples', () => {
  test('arrive as they were sent, a missing label as none', async () => {
    const bare = aDataset(5, { task: 'stsb', labels: [] });
    const examples = { ...examplesOf(bare, 0, 5), labels: [0, null, 1, 0.25, null] };
    const dataset = { ...bare, digest: digestOf(bare, examples) };
    await registerDataset(api.db, dataset);
    const batch = { ...examples, dataset: dataset.digest };
    await api.client.writeExamples(batch);
    const rows = await api.db.query(
      'SELECT index, key, texts, label FROM example WHERE dataset_digest = $1 ORDER BY index',
      [dataset.digest],
    );
    expect(rows).toEqual(
      batch.keys.map((key, index) => ({ index, key, texts: batch.texts[index], label: batch.labels[index] })),
    );
  });

  test('of a dataset that is not there are NOT_FOUND', async () => {
    const dataset = aDataset(1);
    const { status, body } = await post(
      `datasets/${dataset.digest}/examples`,
      encodeColumns(exampleColumns(examplesOf(dataset, 0, 1))),
    );
    expect(status).toBe(404);
    expect(body.errors).toMatchObject([{ code: 'NOT_FOUND', path: ['dataset'] }]);
  });
});

describe('entries', () => {
  test('arrive to the bit, and again write nothing', async () => {
    const base = await aKnowledgeBase(api.db, 50);
    const batch = entriesOf(base, 0, 50);
    batch.softLabels.set(unitVectors(50, 2, 4));
    await api.client.writeEntries(batch);
    const rows = await api.db.query<{ example: number; embedding: number[]; soft: number[] }>(
      'SELECT example, embedding::real[] AS embedding, soft_labels AS soft FROM knowledge_entry WHERE knowledge_base_id = $1 ORDER BY index',
      [base.id],
    );
    expect(Float32Array.from(rows.flatMap(({ embedding }) => embedding))).toEqual(batch.embeddings);
    expect(Float32Array.from(rows.flatMap(({ soft }) => soft))).toEqual(batch.softLabels);
    expect(Int32Array.from(rows, ({ example }) => example)).toEqual(batch.examples);
    const again = await post(`knowledge-bases/${base.id}/entries`, encodeColumns(entryColumns(batch)));
    expect(again).toEqual({ status: 200, body: { written: 0 } });
  });

  test('of a sealed knowledge base are IMMUTABLE', async () => {
    const base = await aSealedKnowledgeBase(api.db, 3);
    const other = { ...entriesOf(base, 0, 3), embeddings: unitVectors(3, base.dimension, 77) };
    const { status, body } = await post(
      `knowledge-bases/${base.id}/entries`,
      encodeColumns(entryColumns(other)),
    );
    expect(status).toBe(409);
    expect(body.errors?.[0]?.code).toMatch(/IMMUTABLE|CONFLICT/);
  });

  test('of several record batches are written batch by batch: a later fault leaves the earlier ones', async () => {
    const base = await aKnowledgeBase(api.db, 20);
    const tables = [
      entriesOf(base, 0, 10),
      { ...entriesOf(base, 10, 10), examples: new Int32Array(10).fill(999) },
    ].map((batch) => tableFromIPC(encodeColumns(entryColumns(batch))));
    const { status, body } = await post(
      `knowledge-bases/${base.id}/entries`,
      new Uint8Array(tableToIPC(new Table(tables.flatMap(({ batches }) => batches)), 'stream')),
    );
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ code: 'BAD_INPUT' }]);
    const [row] = await api.db.query<{ size: number }>('SELECT size FROM knowledge_base WHERE id = $1', [
      base.id,
    ]);
    expect(row?.size).toBe(10);
  });
});

describe('predictions', () => {
  test('arrive with all their columns', async () => {
    const dimension = 8;
    const base = await aSealedKnowledgeBase(api.db, 10, { dimension });
    const dataset = await aWrittenDataset(api.db, 7);
    const policy = { k: 2, temperature: 0.1, beta: 0.5, search: 'HNSW' as const, efSearch: 40 };
    const header = anEvaluation(await aStartedRun(api.db), dataset.digest, {
      policy,
      knowledgeBase: base.id,
      dimension,
    });
    await createEvaluation(api.db, header);
    const student = unitVectors(7, 2, 1);
    const asked = {
      entries: entriesOf(base, 0, 10),
      policy,
      student,
      embeddings: unitVectors(7, dimension, 5),
    };
    const columns = retrievedColumns({ ...asked, neighbors: 3 });
    const batch = predictionsOf(header, 0, 7, { ...columns, teacher: unitVectors(7, 2, 3) });
    await api.client.writePredictions(batch);
    const rows = await api.db.query<Record<string, number[]>>(
      'SELECT student, retrieved, fused, teacher, embedding::real[] AS embedding, neighbor_indices AS indices, neighbor_similarities AS similarities FROM prediction WHERE evaluation_id = $1 ORDER BY index',
      [header.id],
    );
    const flat = (name: string) => rows.flatMap((row) => row[name] ?? []);
    expect(Float32Array.from(flat('student'))).toEqual(batch.student);
    expect(Float32Array.from(flat('retrieved'))).toEqual(batch.retrieved);
    expect(Float32Array.from(flat('fused'))).toEqual(batch.fused);
    expect(Float32Array.from(flat('teacher'))).toEqual(batch.teacher);
    expect(Float32Array.from(flat('embedding'))).toEqual(batch.embeddings);
    expect(Int32Array.from(flat('indices'))).toEqual(batch.neighborIndices);
    expect(Float32Array.from(flat('similarities'))).toEqual(batch.neighborSimilarities);
  });
});

describe('what does not fit names the column', () => {
  const vectors = (width: number, rows: number) =>
    vectorFromArray(
      Array.from({ length: rows }, () => new Array(width).fill(0.5)),
      new FixedSizeList(width, new Field('item', new Float32(), false)),
    );
  const good = () => ({
    index: vectorFromArray([0, 1], new Int32()),
    example: vectorFromArray([0, 1], new Int32()),
    embedding: vectors(8, 2),
    soft_labels: vectors(2, 2),
  });
  const cases: [what: string, column: string, columns: () => Record<string, unknown>][] = [
    [
      'a column that is missing',
      'embedding',
      () => {
        const { embedding: _, ...rest } = good();
        return rest;
      },
    ],
    ['another type', 'embedding', () => ({ ...good(), embedding: vectorFromArray(['a', 'b'], new Utf8()) })],
    ['a wider integer', 'index', () => ({ ...good(), index: vectorFromArray([0n, 1n], new Int64()) })],
    [
      'indices that are not consecutive',
      'index',
      () => ({ ...good(), index: vectorFromArray([0, 2], new Int32()) }),
    ],
    ['a null', 'example', () => ({ ...good(), example: vectorFromArray([0, null], new Int32()) })],
    [
      'a null row',
      'embedding',
      () => ({
        ...good(),
        embedding: vectorFromArray(
          [new Array(8).fill(0.5), null],
          new FixedSizeList(8, new Field('item', new Float32(), true)),
        ),
      }),
    ],
    [
      'a null in a row',
      'embedding',
      () => ({
        ...good(),
        embedding: vectorFromArray(
          [new Array(8).fill(0.5), new Array(8).fill(null)],
          new FixedSizeList(8, new Field('item', new Float32(), true)),
        ),
      }),
    ],
  ];
  test.each(cases)('%s', async (_what, column, columns) => {
    const base = await aKnowledgeBase(api.db, 2);
    const body = new Uint8Array(tableToIPC(new Table(columns() as never), 'stream'));
    const answer = await post(`knowledge-bases/${base.id}/entries`, body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors?.[0]?.code).toBe('BAD_INPUT');
    expect(`${answer.body.errors?.[0]?.path} ${answer.body.errors?.[0]?.message}`).toContain(column);
  });

  test('a dimension that is not the knowledge base’s', async () => {
    const base = await aKnowledgeBase(api.db, 2);
    const body = new Uint8Array(
      tableToIPC(new Table({ ...good(), embedding: vectors(9, 2) } as never), 'stream'),
    );
    const answer = await post(`knowledge-bases/${base.id}/entries`, body);
    expect(answer.body.errors).toMatchObject([{ code: 'BAD_INPUT', path: ['dimension'] }]);
  });

  test('bytes that are no Arrow stream, or the beginning of one, are BAD_INPUT', async () => {
    const base = await aKnowledgeBase(api.db, 20);
    const whole = encodeColumns(entryColumns(entriesOf(base, 0, 20)));
    for (const body of [
      'not arrow at all, however long it may be',
      '',
      whole.slice(0, 40),
      whole.slice(0, whole.length - 300),
    ]) {
      const answer = await post(`knowledge-bases/${base.id}/entries`, body);
      expect(answer.body.errors, `${body.length} bytes`).toMatchObject([{ code: 'BAD_INPUT' }]);
    }
    const [row] = await api.db.query<{ size: number }>('SELECT size FROM knowledge_base WHERE id = $1', [
      base.id,
    ]);
    expect(row?.size).toBe(0);
  });

  test('a stream that claims a batch of many gigabytes, or never ends one, is cut off', async () => {
    const base = await aKnowledgeBase(api.db, 20);
    const before = process.memoryUsage().arrayBuffers;
    const endless = new ReadableStream({
      start(controller) {
        const head = new DataView(new ArrayBuffer(8));
        head.setInt32(0, -1, true);
        head.setInt32(4, 2_000_000_000, true);
        controller.enqueue(new Uint8Array(head.buffer));
      },
      pull(controller) {
        controller.enqueue(new Uint8Array(1024 * 1024));
      },
    });
    const outcome = await post(`knowledge-bases/${base.id}/entries`, endless).catch(() => 'cut');
    expect(outcome === 'cut' || (outcome as { status: number }).status === 413).toBe(true);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(600 * 1024 * 1024);
  });
});

describe('artifacts', () => {
  const bytes = Buffer.from('weights, as it were\n'.repeat(10_000));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const place = () => join(api.home, 'artifacts', sha256.slice(0, 2));
  const put = (run: string, name: string, query: string, body: Uint8Array<ArrayBuffer>) =>
    fetch(`${api.url}/bulk/runs/${run}/artifacts/${name}?${query}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream' },
      body,
    });

  test('bytes whose sha256 is another leave nothing behind', async () => {
    const run = await aStartedRun(api.db);
    const answer = await put(run, 'a.bin', `kind=other&sha256=${sha256}`, new Uint8Array(bytes.subarray(1)));
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { errors: unknown[] }).errors).toMatchObject([
      { code: 'BAD_INPUT', path: ['sha256'] },
    ]);
    expect(existsSync(place()) ? await readdir(place()) : []).toEqual([]);
  });

  test('nor does a file of a run that is not there, of a kind that is none, or with a bad name', async () => {
    const run = await aStartedRun(api.db);
    for (const [of, name, kind] of [
      [randomUUID(), 'a.bin', 'other'],
      [run, 'a.bin', 'spell'],
      [run, '..%2F..%2Fevil', 'other'],
    ] as const) {
      const answer = await put(of, name, `kind=${kind}&sha256=${sha256}`, new Uint8Array(bytes));
      expect(answer.status, name).toBeGreaterThanOrEqual(400);
      expect(answer.status, name).toBeLessThan(500);
    }
    expect(existsSync(place()) ? await readdir(place()) : []).toEqual([]);
    expect(await api.db.query('SELECT 1 FROM artifact WHERE run_id = $1', [run])).toEqual([]);
  });

  test('are stored under their sha256, and again change nothing', async () => {
    const run = await aStartedRun(api.db);
    const path = join(api.home, 'checkpoint');
    await writeFile(path, bytes);
    const header = {
      run,
      name: 'checkpoint.safetensors',
      kind: 'checkpoint' as const,
      sha256,
      bytes: bytes.length,
    };
    await api.client.uploadArtifact({ header, path });
    await api.client.uploadArtifact({ header, path });
    expect(await readFile(join(place(), sha256))).toEqual(bytes);
    expect(await readdir(place())).toEqual([sha256]);
    expect(
      await api.db.query('SELECT name, kind, sha256, bytes FROM artifact WHERE run_id = $1', [run]),
    ).toEqual([{ name: header.name, kind: 'checkpoint', sha256, bytes: bytes.length }]);
  });

  test('are given back whole or in part, to be saved and not to be shown', async () => {
    const run = await aStartedRun(api.db);
    await put(run, 'page.html', `kind=other&sha256=${sha256}`, new Uint8Array(bytes));
    const get = (name: string, headers: Record<string, string> = {}) =>
      fetch(`${api.url}/bulk/runs/${run}/artifacts/${name}`, { headers });
    const whole = await get('page.html');
    expect(whole.headers.get('content-disposition')).toBe('attachment; filename=page.html');
    expect(Buffer.from(await whole.arrayBuffer())).toEqual(bytes);
    const part = await get('page.html', { range: 'bytes=2-4' });
    expect([part.status, Buffer.from(await part.arrayBuffer())]).toEqual([206, bytes.subarray(2, 5)]);
    expect((await get('other.bin')).status).toBe(404);
    await rm(join(place(), sha256));
    const gone = await get('page.html');
    expect(gone.status).toBe(404);
    expect(await gone.json()).toMatchObject({ errors: [{ code: 'NOT_FOUND', path: ['name'] }] });
  });
});

test('a heartbeat brings a LOST run back', async () => {
  const run = await aStartedRun(api.db);
  await api.db.query(`UPDATE run SET status = 'LOST' WHERE id = $1`, [run]);
  await api.client.beat(run);
  expect(await api.db.query('SELECT status FROM run WHERE id = $1', [run])).toEqual([{ status: 'RUNNING' }]);
});

test('a heartbeat of a run that is not there is NOT_FOUND', async () => {
  await expect(api.client.beat(randomUUID())).rejects.toMatchObject({
    name: 'StillhouseError',
    code: 'NOT_FOUND',
  });
});
