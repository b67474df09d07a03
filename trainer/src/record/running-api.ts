import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const announcement = z.object({ url: z.url(), pid: z.int() });
export type Announcement = z.infer<typeof announcement>;

/** The API that serves this home folder and answers now, or null. */
export async function findRunningApi(home: string): Promise<Announcement | null> {
  let text: string;
  try {
    text = await readFile(join(home, 'api.json'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  // Empty while it is being written.
  if (text === '') return null;
  const found = announcement.parse(JSON.parse(text));
  return (await isHealthy(found.url)) ? found : null;
}

/** Its address. */
export async function runningApi(home: string): Promise<string | null> {
  return (await findRunningApi(home))?.url ?? null;
}

/** Does a Stillhouse API answer at this address? */
export async function isHealthy(url: string): Promise<boolean> {
  try {
    const response = await fetch(new URL('/health', url), { signal: AbortSignal.timeout(5_000) });
    const body: unknown = await response.json();
    return response.ok && (body as { status?: unknown } | null)?.status === 'ok';
  } catch {
    return false; // nobody there, or somebody else
  }
}
