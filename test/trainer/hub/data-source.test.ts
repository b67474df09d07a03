import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { taskById } from '@stillhouse/domain/task/task.ts';
import { dataFolder, dataSource } from '@stillhouse/trainer/command/data-source.ts';
import { readGlue } from '@stillhouse/trainer/data/glue/read-glue.ts';
import { lineProgress } from '@stillhouse/trainer/progress/line-progress.ts';
import { expect, it, onTestFinished } from 'vitest';
import { HubServer } from './hub-server.ts';

const names = ['train-00000-of-00002', 'train-00001-of-00002', 'test-00000-of-00001'];
const paths = [...names.map((name) => `rte/${name}.parquet`), 'ax/test-00000-of-00001.parquet'];
const fixture = (path: string) =>
  readFile(fileURLToPath(new URL(`../../fixtures/parquet/${path}`, import.meta.url)));
const files = Object.fromEntries(
  await Promise.all(paths.map(async (path) => [path, await fixture(path)] as const)),
);

it('a data set of the Hub is fetched task by task, read, and found in the cache without the network', async () => {
  const server = new HubServer({
    type: 'dataset',
    name: 'nyu-mll/glue',
    commit: 'c0ffee0000000000000000000000000000000001',
    files,
  });
  const cache = await mkdtemp(join(tmpdir(), 'stillhouse-data-'));
  const hub = { url: await server.start(), token: undefined, cache, offline: false };
  onTestFinished(async () => {
    await server.stop();
    await rm(cache, { recursive: true });
  });
  const from = { progress: lineProgress(() => undefined), signal: new AbortController().signal };
  const source = dataSource('hub:nyu-mll/glue');
  const folder = await dataFolder(source, ['rte'], { hub, ...from });
  const { examples } = await readGlue(taskById('rte'), folder, 'train', { skipBadRows: false });
  expect(examples.map(({ label }) => label)).toEqual([0, 1, 0]);
  expect(server.requests.filter(({ path }) => path.includes('/ax/'))).toEqual([]);

  server.requests.length = 0;
  expect(await dataFolder(source, ['rte'], { hub: { ...hub, offline: true }, ...from })).toBe(folder);
  expect(server.requests).toEqual([]);
  await expect(dataFolder(source, ['cola'], { hub, ...from })).rejects.toThrow(
    /no parquet files in a folder cola/,
  );
});

it('anything else is a folder', async () => {
  expect(dataSource('glue/RTE')).toBe(resolve('glue/RTE'));
  expect(dataSource('hub:nyu-mll/glue@main')).toBe('hub:nyu-mll/glue@main');
});
