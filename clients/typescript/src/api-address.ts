import { StillhouseError } from './errors.ts';

/**
 * What an API's routes are appended to: its address without `/graphql`, which `npm start` prints with it, and without trailing slashes.
 *
 * @throws StillhouseError BAD_INPUT for what is no http or https address
 */
export function apiAddress(url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new StillhouseError(
      'BAD_INPUT',
      `${url} is not a valid API URL. Use one such as http://127.0.0.1:4000.`,
      ['url'],
    );
  }
  return url.replace(/\/*(\/graphql)?\/*$/, '');
}
