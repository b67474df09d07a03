import { contentSecurityPolicy } from '@stillhouse/web/security/content-security-policy.ts';
import { expect, test } from 'vitest';

test('requests may go to the configured API over HTTP and WebSocket, and to no other address', () => {
  const sources = (url: string) => /connect-src ([^;]*)/.exec(contentSecurityPolicy('n', url, false))?.[1];
  expect(sources('http://127.0.0.1:4000')).toBe("'self' http://127.0.0.1:4000 ws://127.0.0.1:4000");
  expect(sources('https://api.example.org/stillhouse')).toBe(
    "'self' https://api.example.org wss://api.example.org",
  );
});

test('code is evaluated by the development server alone', () => {
  expect(contentSecurityPolicy('n', 'http://127.0.0.1:4000', false)).not.toContain('unsafe-eval');
  expect(contentSecurityPolicy('n', 'http://127.0.0.1:4000', true)).toContain("'unsafe-eval'");
});
