import { apiAddress } from '@stillhouse/client/api-address.ts';
import type { Destination } from './open-recorder.ts';
import { runningApi } from './running-api.ts';

/** What recording without an address goes to: the database of the home folder, whichever API serves it. */
const homeName = 'home';

/** Where calls go, as their spool remembers it: an address without credentials, or `home`. */
export async function destinationName({
  databaseUrl,
  apiUrl,
  home,
}: Pick<Destination, 'databaseUrl' | 'apiUrl' | 'home'>): Promise<string> {
  if (databaseUrl !== undefined) return databaseName(databaseUrl);
  if (apiUrl === undefined) return homeName;
  const address = apiAddress(apiUrl);
  return address === (await runningApi(home)) ? homeName : address;
}

/** `postgres://host:5432/name`; only `postgres` for an address in another form. */
function databaseName(url: string): string {
  if (!URL.canParse(url)) return 'postgres';
  const { host, pathname } = new URL(url);
  return `postgres://${host}${pathname}`;
}
