import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchModel } from '@stillhouse/trainer/hub/fetch-model.ts';
import type { HubSettings } from '@stillhouse/trainer/hub/hub.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HubServer } from './hub-server.ts';

const commit = 'c0ffee0000000000000000000000000000000001';
const name = 'owner/tiny';
const files = {
  'config.json': Buffer.from('{"a":1}'),
  'model.safetensors': Buffer.alloc(5000, 1),
  'tokenizer.json': Buffer.from('{"b":2}'),
};

let server: HubServer;
/** A host that the Hub sends clients to. */
let other: HubServer;
let otherUrl: string;
let hub: HubSettings;
let outside: string;
beforeEach(async () => {
  server = new HubServer({ name, commit, files });
  other = new HubServer({ name, commit, files });
  otherUrl = await other.start();
  outside = await mkdtemp(join(tmpdir(), 'stillhouse-outside-'));
  const cache = await mkdtemp(join(tmpdir(), 'stillhouse-hub-'));
  hub = { url: await server.start(), token: 'hf_secret', cache, offline: false };
});
afterEach(async () => {
  await Promise.all([server.stop(), other.stop()]);
  await Promise.all([hub.cache, outside].map((folder) => rm(folder, { recursive: true })));
});

const fetchIt = (changes: Partial<HubSettings> = {}) =>
  fetchModel({
    hub: { ...hub, ...changes },
    repository: { type: 'model', name, revision: 'main' },
    signal: new AbortController().signal,
    onProgress: () => undefined,
    onWait: () => undefined,
  });
const folder = () => join(hub.cache, 'models--owner--tiny');
const tokens = (one: HubServer) => new Set(one.requests.map(({ authorization }) => authorization));

test('a host that a download is redirected to gets no token, also where it answers as a CDN does', async () => {
  server.redirect = otherUrl;
  expect(await readFile(join(await fetchIt(), 'config.json'))).toEqual(files['config.json']);
  expect(other.requests.length).toBeGreaterThan(0);
  expect(tokens(other)).toEqual(new Set([undefined]));
  expect(tokens(server)).toEqual(new Set(['Bearer hf_secret']));
});

test('a host that has the next page of the list of files gets no token', async () => {
  server.nextPage = `${otherUrl}/api/models/${name}/tree/${commit}`;
  await fetchIt();
  expect(other.requests.length).toBe(1);
  expect(tokens(other)).toEqual(new Set([undefined]));
});

test('more bytes than were announced are refused and not kept', async () => {
  server.surplus = 100_000;
  await expect(fetchIt()).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringMatching(/sends more than the \d+ bytes that it announced for \S+ of owner/),
  });
  expect(await readdir(join(folder(), 'blobs'))).toEqual([]);
});

test('a file that is shorter than was announced ends with an error, not with endless requests', async () => {
  server.understated = 7;
  await expect(fetchIt()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(server.requests.length).toBeLessThan(40);
});

test('a link in the place of an unfinished download is not written through', async () => {
  const victim = join(outside, 'victim');
  await writeFile(victim, '');
  const blobs = join(folder(), 'blobs');
  await fetchIt();
  const [blob = ''] = await readdir(blobs);
  await rm(join(blobs, blob));
  await symlink(victim, join(blobs, `${blob}.incomplete`));
  await fetchIt();
  expect(await readFile(victim, 'utf8')).toBe('');
});

test('a link out of the cache is replaced by what the Hub has, and offline is missing', async () => {
  const victim = join(outside, 'config.json');
  await writeFile(victim, '{"a":9}');
  const link = join(await fetchIt(), 'config.json');
  await rm(link);
  await symlink(victim, link);
  await expect(fetchIt({ offline: true })).rejects.toThrow(/lacks config\.json/);
  expect(await readFile(join(await fetchIt(), 'config.json'), 'utf8')).toBe('{"a":1}');
  expect(await readFile(victim, 'utf8')).toBe('{"a":9}');
});

test("a link in the place of a commit's folder is refused, and nothing is written behind it", async () => {
  await mkdir(join(folder(), 'snapshots'), { recursive: true });
  await symlink(outside, join(folder(), 'snapshots', commit));
  await expect(fetchIt()).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await readdir(outside)).toEqual([]);
});
