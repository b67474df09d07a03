import { datasetInfo, type ListFileEntry, listFiles, modelInfo } from '@huggingface/hub';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { ownSizeOf, RepositoryCache } from './cache.ts';
import { digestOf } from './download.ts';
import { downloadOnce } from './download-once.ts';
import { type DownloadEvent, type HubRepository, type HubSettings, nameOf } from './hub.ts';
import { hubError } from './hub-error.ts';
import { access } from './hub-fetch.ts';

export interface SnapshotRequest {
  hub: HubSettings;
  repository: HubRepository;
  /**
   * Which of the files are wanted.
   *
   * @throws ExpectedError where one is missing that must be there
   */
  choose(paths: readonly string[]): string[];
  signal: AbortSignal;
  /** Told of nothing where all of it is in the cache. */
  onProgress(event: DownloadEvent): void;
  /** Told in a sentence where another process downloads the same, which is waited for. */
  onWait(sentence: string): void;
}

/**
 * Brings the wanted files of a repository of the Hub into the cache, or finds them there. A commit of which the cache has everything is not
 * asked for again.
 *
 * @returns the folder in which they lie by their paths
 * @throws ExpectedError where the Hub has no such repository or cannot be reached, and offline where the cache lacks something
 */
export async function fetchSnapshot(request: SnapshotRequest): Promise<string> {
  const { hub, repository, choose } = request;
  const cache = new RepositoryCache(hub.cache, repository);
  if (hub.offline || (await hasCommit(request, cache))) return fromCache(request, cache);
  const commit = await askHub(request, () => commitOf(hub, repository));
  const files = await askHub(request, () => filesOf(hub, { ...repository, revision: commit }));
  const chosen = choose(files.map(({ path }) => path));
  const wanted = files.filter(({ path }) => chosen.includes(path));
  await fetchFiles(request, cache, commit, wanted);
  await cache.setCommit(commit);
  return cache.snapshot(commit);
}

/** Whether the revision is a commit, which stays what it is, of which all that is wanted is there. */
async function hasCommit({ repository, choose }: SnapshotRequest, cache: RepositoryCache): Promise<boolean> {
  if ((await cache.commit()) !== repository.revision) return false;
  try {
    choose(await cache.files(repository.revision));
    return true;
  } catch (error) {
    if (error instanceof ExpectedError) return false;
    throw error;
  }
}

async function fromCache(
  { hub, repository, choose }: SnapshotRequest,
  cache: RepositoryCache,
): Promise<string> {
  const commit = await cache.commit();
  const paths = commit === null ? [] : await cache.files(commit);
  const lacks = (what: string) =>
    new ExpectedError(
      'UNAVAILABLE',
      `Offline, and the ${repository.type} ${nameOf(repository)} is not in the cache ${hub.cache}${what}: fetch it once without --offline.`,
    );
  if (commit === null || paths.length === 0) throw lacks('');
  try {
    choose(paths);
  } catch (error) {
    if (error instanceof ExpectedError) throw lacks(` as a whole (${error.message.replace(/\.$/, '')})`);
    throw error;
  }
  return cache.snapshot(commit);
}

async function fetchFiles(
  { hub, repository, signal, onProgress, onWait }: SnapshotRequest,
  cache: RepositoryCache,
  commit: string,
  files: readonly ListFileEntry[],
): Promise<void> {
  const missing: { file: ListFileEntry; blob: string }[] = [];
  for (const file of files) {
    const blob = await cache.blob(digestOf(file));
    if ((await ownSizeOf(blob)) === file.size) await cache.link(commit, file.path, blob);
    else missing.push({ file, blob });
  }
  const total = missing.reduce((sum, { file }) => sum + file.size, 0);
  let done = 0;
  for (const { file, blob } of missing) {
    const onBytes = (count: number, resumed: boolean) => {
      done += count;
      onProgress({ came: resumed ? 0 : count, done, total });
    };
    const download = {
      hub,
      repository: { ...repository, revision: commit },
      file,
      blob,
      signal,
      onBytes,
      onWait,
    };
    await downloadOnce(download);
    await cache.link(commit, file.path, blob);
  }
}

async function commitOf(hub: HubSettings, { type, name, revision }: HubRepository): Promise<string> {
  const ask = { name, revision, additionalFields: ['sha' as const], ...access(hub) };
  const { sha } = await (type === 'model' ? modelInfo(ask) : datasetInfo(ask));
  if (/^[0-9a-f]{40}$/.test(sha)) return sha;
  throw new ExpectedError(
    'BAD_INPUT',
    `${hub.url} names the commit ${JSON.stringify(String(sha).slice(0, 100))} of ${name}, which is not 40 hexadecimal digits: check HF_ENDPOINT.`,
  );
}

async function filesOf(hub: HubSettings, { type, name, revision }: HubRepository): Promise<ListFileEntry[]> {
  const files: ListFileEntry[] = [];
  const ask = { repo: { type, name }, revision, recursive: true, ...access(hub) };
  for await (const entry of listFiles(ask)) if (entry.type === 'file') files.push(entry);
  return files;
}

async function askHub<Answer>(
  { hub, repository }: SnapshotRequest,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    throw hubError(error, hub, repository);
  }
}
