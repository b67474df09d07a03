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
  return (await faultOfApi(url)) === null;
}

/** Why no Stillhouse API can be used at an address, in a few words; null where one answers. */
export async function faultOfApi(url: string): Promise<string | null> {
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(5_000) });
    const body: unknown = await response.json().catch(() => null); // somebody else may answer with anything
    if (response.ok && (body as { status?: unknown } | null)?.status === 'ok') return null;
    return `what answers ${url}/health, with status ${response.status}, is something else`;
  } catch (error) {
    const { message, cause } = error as Error;
    return cause instanceof Error ? cause.message : message;
  }
}
