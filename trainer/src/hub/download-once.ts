import { awaitTurn } from './await-turn.ts';
import { ownSizeOf, sizeOf } from './cache.ts';
import { type Download, download, partOf } from './download.ts';
import { nameOf } from './hub.ts';

export interface SharedDownload extends Download {
  /** Told in a sentence that another process is at it. */
  onWait(sentence: string): void;
}

/**
 * Downloads a file that other processes may want at the same time: one of them does it, the others wait and find it there, or go on from
 * what came where that one ended before it was done.
 *
 * @throws ExpectedError as `download`
 */
export async function downloadOnce(request: SharedDownload): Promise<void> {
  const { file, blob, repository, signal } = request;
  const release = await awaitTurn({
    path: blob,
    signal,
    progressOf: () => sizeOf(partOf(blob)),
    onWait: ({ pid, host }) =>
      request.onWait(
        `Process ${pid} on ${host} is downloading ${file.path} of ${nameOf(repository)}: waiting for it.`,
      ),
  });
  try {
    if ((await ownSizeOf(blob)) === file.size) request.onBytes(file.size, true);
    else await download(request);
  } finally {
    await release();
  }
}
