import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hubModels } from '@stillhouse/trainer/command/hub-models.ts';
import { loadTokenizer } from '@stillhouse/trainer/data/tokenizer/load-tokenizer.ts';
import { fetchModel, modelFiles } from '@stillhouse/trainer/hub/fetch-model.ts';
import type { DownloadEvent, HubSettings } from '@stillhouse/trainer/hub/hub.ts';
import { readEncoder } from '@stillhouse/trainer/model/hugging-face.ts';
import { lineProgress } from '@stillhouse/trainer/progress/line-progress.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HubServer } from './hub-server.ts';

const fixtureFolder = (path: string) => fileURLToPath(new URL(`../../fixtures/${path}`, import.meta.url));
const fixture = (path: string) => readFile(fixtureFolder(path));
const commit = 'c0ffee0000000000000000000000000000000001';
const files = {
  'config.json': await fixture('checkpoints/bert/config.json'),
  'model.safetensors': await fixture('checkpoints/bert/model.safetensors'),
  'tokenizer.json': await fixture('tokenizers/uncased/tokenizer.json'),
  'tokenizer_config.json': Buffer.from('{}'),
  'pytorch_model.bin': Buffer.alloc(5000, 1),
  'README.md': Buffer.from('# A model'),
};
const weights = 'model.safetensors';
const never = new AbortController().signal;

let server: HubServer;
let hub: HubSettings;
beforeEach(async () => {
  server = new HubServer({ name: 'owner/tiny', commit, files });
  const cache = await mkdtemp(join(tmpdir(), 'stillhouse-hub-'));
  hub = { url: await server.start(), token: undefined, cache, offline: false };
});
afterEach(async () => {
  await server.stop();
  await rm(hub.cache, { recursive: true });
});

function fetchIt(
  changes: Partial<HubSettings> = {},
  {
    revision = 'main',
    name = 'owner/tiny',
    signal = never,
    onProgress = (_: DownloadEvent): void => undefined,
  } = {},
): Promise<string> {
  const repository = { type: 'model' as const, name, revision };
  return fetchModel({ hub: { ...hub, ...changes }, repository, signal, onProgress, onWait: () => undefined });
}

const downloads = () =>
  server.requests.filter(({ path, range }) => path.includes('/resolve/') && range !== 'bytes=0-0');

describe('a model of the Hub', () => {
  it('comes as a folder that can be read, without the files that are of no use', async () => {
    const folder = await fetchIt();
    expect((await readEncoder(folder, 3)).missing).toEqual([]);
    expect((await loadTokenizer(folder)).encode(['The book'], 9).ids.length).toBeGreaterThan(3);
    expect(
      downloads()
        .map(({ path }) => path.split('/').at(-1))
        .sort(),
    ).toEqual(['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json']);
    expect(folder).toBe(join(hub.cache, 'models--owner--tiny', 'snapshots', commit));
  });

  it('comes with weights of PyTorch where it has no others', async () => {
    const { [weights]: _, ...others } = files;
    const bin = await fixture('torch-files/bert.legacy.bin');
    server.push('c0ffee0000000000000000000000000000000002', { ...others, 'pytorch_model.bin': bin });
    const expected = await readEncoder(fixtureFolder('checkpoints/bert'), 3);
    expect((await readEncoder(await fetchIt(), 3)).weights).toEqual(expected.weights);
  });

  it('is not downloaded again, and by its commit not even asked for', async () => {
    await fetchIt();
    server.requests.length = 0;
    await fetchIt();
    expect(downloads()).toEqual([]);
    expect(server.requests.length).toBeGreaterThan(0);
    server.requests.length = 0;
    await fetchIt({}, { revision: commit });
    expect(server.requests).toEqual([]);
  });

  it('goes on where a connection broke', async () => {
    server.breaks = { after: 30_000, times: 2 };
    const events: DownloadEvent[] = [];
    const folder = await fetchIt({}, { onProgress: (event) => events.push(event) });
    expect(await readFile(join(folder, weights))).toEqual(files[weights]);
    const ranges = downloads().filter(({ path }) => path.endsWith(weights));
    expect(ranges.length).toBe(3);
    expect(ranges[1]!.range).toMatch(/^bytes=30000-/);
    const last = events.at(-1)!;
    expect(last.done).toBe(last.total);
    expect(events.reduce((sum, { came }) => sum + came, 0)).toBe(last.total);
  });

  it('goes on where an earlier process was stopped, saying how far it is', async () => {
    server.breaks = { after: 30_000, times: 1 };
    const stop = new AbortController();
    const onProgress = ({ done }: DownloadEvent) => {
      if (done >= 30_000) stop.abort(new Error('stopped'));
    };
    await expect(fetchIt({}, { signal: stop.signal, onProgress })).rejects.toThrow('stopped');
    server.requests.length = 0;
    const events: DownloadEvent[] = [];
    await fetchIt({}, { onProgress: (event) => events.push(event) });
    const [range] = downloads().filter(({ path }) => path.endsWith(weights));
    expect(Number(range?.range?.match(/^bytes=(\d+)-/)?.[1])).toBeGreaterThan(0);
    expect(events[0]!.came).toBe(0);
    expect(events.at(-1)).toMatchObject({ done: events.at(-1)!.total });
  });

  it('whose content is not what the Hub says is thrown away and said', async () => {
    server.forged = Buffer.alloc(files['config.json'].length, 7);
    await expect(fetchIt()).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(/config\.json of owner\/tiny@c0ffee.*its digest is another/),
    });
    server.forged = null;
    expect(await readFile(join(await fetchIt(), 'config.json'))).toEqual(files['config.json']);
  });

  it('is asked for with the token', async () => {
    await fetchIt({ token: 'hf_secret' });
    expect(new Set(server.requests.map(({ authorization }) => authorization))).toEqual(
      new Set(['Bearer hf_secret']),
    );
  });

  it('that is not there is said, with what to do', async () => {
    await expect(fetchIt({}, { name: 'owner/other' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringMatching(
        /no model owner\/other@main that may be read without a token.*HF_TOKEN.*\.\//,
      ),
    });
    await expect(fetchIt({}, { revision: 'v9' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('from a Hub that cannot be reached is said, with the way out', async () => {
    await expect(fetchIt({ url: 'http://127.0.0.1:9' })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(/cannot be fetched from http:\/\/127\.0\.0\.1:9 .*--offline/),
    });
  });

  it('is shown on its way in megabytes, and where it lies in the end', async () => {
    const lines: string[] = [];
    const folder = await hubModels(
      hub,
      lineProgress((line) => lines.push(line)),
      never,
    )({
      kind: 'hub',
      name: 'owner/tiny',
      revision: null,
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^Downloading owner\/tiny +0:0\d +[\d,.]+ MB\/s +in /);
    expect(lines[0]!.endsWith(folder)).toBe(true);
  });
});

describe('a Hub that is not to be trusted', () => {
  it.each(['../../../escaped', 'main', 'c0ffee', `${commit}/..`, `${commit}\n`])(
    'and names the commit %j writes nothing, and is named',
    async (sha) => {
      server.push(sha, files);
      await expect(fetchIt()).rejects.toMatchObject({
        code: 'BAD_INPUT',
        message: expect.stringMatching(/names the commit .* check HF_ENDPOINT/),
      });
      expect(await readdir(hub.cache)).toEqual([]);
    },
  );

  it.each(['../../../../escaped', 'x', ''])('and names the digest %j writes nothing', async (oid) => {
    server.digest = oid;
    await expect(fetchIt()).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(/names the digest/),
    });
    expect(
      await readdir(hub.cache, { recursive: true }).then((paths) =>
        paths.filter((path) => /escaped/.test(path)),
      ),
    ).toEqual([]);
  });
});

describe('offline', () => {
  it('the network is not touched, and the cache is enough', async () => {
    const folder = await fetchIt();
    server.requests.length = 0;
    expect(await fetchIt({ offline: true })).toBe(folder);
    expect(await fetchIt({ offline: true }, { revision: commit })).toBe(folder);
    expect(server.requests).toEqual([]);
  });

  it('what is not in the cache is named, the network untouched', async () => {
    await expect(fetchIt({ offline: true })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(/Offline.*model owner\/tiny@main is not in the cache/),
    });
    expect(server.requests).toEqual([]);
  });

  it('a file that is missing of a model in the cache is named', async () => {
    const folder = await fetchIt();
    await rm(join(folder, weights));
    await expect(fetchIt({ offline: true })).rejects.toThrow(/lacks model\.safetensors/);
  });

  it('what huggingface_hub put into the cache is found', async () => {
    const repository = join(hub.cache, 'models--owner--tiny');
    const folder = await fetchIt();
    expect(await readFile(join(repository, 'refs', 'main'), 'utf8')).toBe(commit);
    await writeFile(join(repository, 'refs', 'main'), `${commit}\n`);
    expect(await fetchIt({ offline: true })).toBe(folder);
    expect((await stat(join(repository, 'blobs'))).isDirectory()).toBe(true);
  });
});

describe('of the files of a model', () => {
  it('shards with their index are taken, all of them', () => {
    const shards = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];
    const index = 'model.safetensors.index.json';
    const paths = ['config.json', 'vocab.txt', index, ...shards, 'model.onnx'];
    expect(modelFiles(paths)).toEqual(['config.json', index, ...shards, 'vocab.txt']);
    expect(() => modelFiles(paths.filter((path) => path !== shards[1]))).toThrow('lacks model.safetensors');
  });

  it('weights of PyTorch are taken where there is no safetensors, whole or in shards', () => {
    const rest = ['config.json', 'vocab.txt'];
    const shards = ['pytorch_model-00001-of-00002.bin', 'pytorch_model-00002-of-00002.bin'];
    const index = 'pytorch_model.bin.index.json';
    expect(modelFiles([...rest, 'pytorch_model.bin', 'tf_model.h5'])).toEqual([
      'config.json',
      'pytorch_model.bin',
      'vocab.txt',
    ]);
    expect(modelFiles([...rest, index, ...shards])).toEqual(['config.json', index, ...shards, 'vocab.txt']);
    expect(modelFiles([...rest, 'pytorch_model.bin', weights])).not.toContain('pytorch_model.bin');
  });

  it('what is missing is named', () => {
    expect(() => modelFiles(['tf_model.h5', 'vocab.json'])).toThrow(
      /lacks config\.json, model\.safetensors or pytorch_model\.bin, tokenizer\.json: /,
    );
  });
});
