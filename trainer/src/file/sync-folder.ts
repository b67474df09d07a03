import { open } from 'node:fs/promises';

/** Brings a folder's entries to disk: a file that was moved into it is there after a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; there a rename is as durable as it gets.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
