import { randomBytes } from 'node:crypto';
import { type NextRequest, NextResponse } from 'next/server';
import { isDevelopment, readEnvironment } from './environment.ts';
import { contentSecurityPolicy } from './security/content-security-policy.ts';

const header = 'content-security-policy';

/**
 * Gives every answer a Content-Security-Policy with a new nonce. Next reads the nonce from the request's header while it renders; pages
 * are rendered per request anyway, as the theme's cookie and the API's address require.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = randomBytes(16).toString('base64');
  const policy = contentSecurityPolicy(nonce, readEnvironment().apiUrl, isDevelopment());
  const headers = new Headers(request.headers);
  headers.set(header, policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set(header, policy);
  return response;
}

/** Files of the build have no scripts to allow. */
export const config = { matcher: '/((?!_next/static/).*)' };
