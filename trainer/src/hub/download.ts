import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { downloadFile, type ListFileEntry } from '@huggingface/hub';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { ownSizeOf, sizeOf } from './cache.ts';
import { type HubRepository, type HubSettings, nameOf } from './hub.ts';
import { hubError } from './hub-error.ts';
import { access } from './hub-fetch.ts';

export interface Download {
  hub: HubSettings;
  /** With the commit as its revision. */
  repository: HubRepository;
  file: ListFileEntry;
  /** Where its content goes. */
  blob: string;
  signal: AbortSignal;
  /** Told of bytes as they come, and at once of those that were there from an earlier attempt. */
  onBytes(count: number, resumed: boolean): void;
}

/** Where a blob lies until it is whole. */
export function partOf(blob: string): string {
  return `${blob}.incomplete`;
}

/** How often a connection that breaks without a byte having come is made again. */
const attempts = 3;

/** Digest by which the Hub knows a file: sha256 of a large one, git's blob id of a small one. */
export function digestOf(file: ListFileEntry): string {
  const digest = file.lfs?.oid ?? file.oid;
  const length = file.lfs ? 64 : 40;
  // It becomes the name of a file in the cache.
  if (!new RegExp(`^[0-9a-f]{${length}}$`).test(digest ?? '')) {
    throw new ExpectedError(
      'BAD_INPUT',
      `The Hub names the digest ${JSON.stringify(String(digest).slice(0, 100))} of ${file.path}, which is not ${length} hexadecimal digits: check HF_ENDPOINT.`,
    );
  }
  if (!Number.isSafeInteger(file.size) || file.size < 0)
    throw new ExpectedError(
      'BAD_INPUT',
      `The Hub names the size ${file.size} of ${file.path}: check HF_ENDPOINT.`,
    );
  return digest!;
}

/**
 * Downloads a file beside its place and moves it there once it is whole and its digest is right. What came of it before a connection
 * broke, or the process ended, is kept, and the next attempt goes on from there.
 *
 * @throws ExpectedError where the Hub cannot be reached or sends something else
 */
export async function download(request: Download): Promise<void> {
  const { file, blob, repository } = request;
  const part = partOf(blob);
  let have = (await ownSizeOf(part)) ?? 0;
  if (have === 0 || have > file.size) {
    // A link in its place is not followed: it may lead out of the cache.
    await rm(part, { force: true });
    have = 0;
  }
  if (have > 0) request.onBytes(have, true);
  for (let failures = 0; have < file.size; ) {
    try {
      await append(request, part, have);
    } catch (error) {
      request.signal.throwIfAborted();
      if (error instanceof ExpectedError) {
        await rm(part, { force: true });
        throw error;
      }
      const came = (await sizeOf(part)) ?? 0;
      failures = came > have ? 0 : failures + 1;
      if (failures === attempts) throw hubError(error, request.hub, repository);
    }
    have = (await sizeOf(part)) ?? 0;
  }
  if (file.size === 0) await (await open(part, 'a')).close();
  if ((await contentDigest(part, file)) !== digestOf(file)) {
    await rm(part);
    throw new ExpectedError(
      'UNAVAILABLE',
      `${file.path} of ${nameOf(repository)} came otherwise than the Hub says it is (its digest is another); it was thrown away: try again.`,
    );
  }
  await rename(part, blob);
}

/** Downloads what is missing of a file. @throws Error where nothing comes; ExpectedError where the Hub sends more than it announced */
async function append({ hub, repository, file, signal, onBytes }: Download, part: string, from: number) {
  const { type, name, revision } = repository;
  const content = await downloadFile({
    repo: { type, name },
    path: file.path,
    revision,
    xet: false,
    ...access(hub),
  });
  if (!content)
    throw new ExpectedError('NOT_FOUND', `${nameOf(repository)} has no file ${file.path} any more.`);
  const out = await open(part, 'a');
  let size = from;
  try {
    // (What is read is a web stream, whatever its type says.)
    for await (const chunk of content
      .slice(from, file.size)
      .stream() as unknown as AsyncIterable<Uint8Array>) {
      signal.throwIfAborted();
      size += chunk.length;
      if (size > file.size)
        throw new ExpectedError(
          'UNAVAILABLE',
          `${hub.url} sends more than the ${file.size} bytes that it announced for ${file.path} of ${nameOf(repository)}: check HF_ENDPOINT, or try again.`,
        );
      await out.writeFile(chunk);
      onBytes(chunk.length, false);
    }
  } finally {
    await out.close();
  }
  if (size === from) throw new Error(`the answer ended after ${size} of ${file.size} bytes`);
}

async function contentDigest(path: string, file: ListFileEntry): Promise<string> {
  const hash = file.lfs ? createHash('sha256') : createHash('sha1').update(`blob ${file.size}\0`);
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
