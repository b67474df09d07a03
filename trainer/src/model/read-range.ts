import type { FileHandle } from 'node:fs/promises';

/** Bytes of a file, alone in a buffer of their own. @throws Error where the file ends before them */
export async function readRange(
  file: FileHandle,
  start: number,
  length: number,
  source: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    // One read takes less than 2 GiB.
    const { bytesRead } = await file.read(bytes, at, Math.min(length - at, 2 ** 30), start + at);
    if (bytesRead === 0)
      throw new Error(`${source} ended while bytes ${start} to ${start + length} were read.`);
    at += bytesRead;
  }
  return bytes;
}
