import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const announcement = z.object({ url: z.url() });

/** Address of the API that serves this home folder now, or null. */
export async function runningApi(home: string): Promise<string | null> {
  let text: string;
  try {
    text = await readFile(join(home, 'api.json'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const { url } = announcement.parse(JSON.parse(text));
  return (await isHealthy(url)) ? url : null;
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
