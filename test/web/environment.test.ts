import { readEnvironment } from '@stillhouse/web/environment.ts';
import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => vi.unstubAllEnvs());

test('without any setting the API is looked for on this machine', () => {
  vi.stubEnv('STILLHOUSE_API_URL', undefined);
  expect(readEnvironment()).toEqual({ apiUrl: 'http://127.0.0.1:4000' });
});

test('a trailing slash does not end up in the middle of an address', () => {
  vi.stubEnv('STILLHOUSE_API_URL', 'https://api.example.org/');
  expect(readEnvironment().apiUrl).toBe('https://api.example.org');
});

test('the address that npm start prints as the API’s is taken as it is', () => {
  for (const url of ['http://127.0.0.1:4000/graphql', 'http://127.0.0.1:4000/graphql/']) {
    vi.stubEnv('STILLHOUSE_API_URL', url);
    expect(readEnvironment().apiUrl).toBe('http://127.0.0.1:4000');
  }
});

test('an address that is none is refused with the name of the variable', () => {
  vi.stubEnv('STILLHOUSE_API_URL', 'localhost:4000');
  expect(() => readEnvironment()).toThrow(/STILLHOUSE_API_URL: must be an http or https address/);
});
