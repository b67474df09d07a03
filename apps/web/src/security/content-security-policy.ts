/**
 * Content-Security-Policy of a page: scripts and styles of this build alone, requests to this server and the API, no frames, no forms.
 *
 * Scripts run by a nonce, which Next gives to its own, including the inline ones that carry a page's data; `strict-dynamic` lets these load the
 * chunks of the build. Style elements follow the same rule. Style attributes are allowed, because React renders widths and positions
 * as attributes on the server, and no nonce applies to attributes.
 *
 * @param nonce of this answer alone, in base64
 * @param apiUrl address of the API without a path: requests over HTTP and WebSocket may go there
 * @param development whether Next's development server answers, whose React evaluates code and whose styles are inline
 */
export function contentSecurityPolicy(nonce: string, apiUrl: string, development: boolean): string {
  const { protocol, host } = new URL(apiUrl);
  const socket = `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}`;
  const directives = {
    'default-src': ["'none'"],
    'script-src': [`'nonce-${nonce}'`, "'strict-dynamic'", ...(development ? ["'unsafe-eval'"] : [])],
    'style-src-elem': development ? ["'self'", "'unsafe-inline'"] : ["'self'", `'nonce-${nonce}'`],
    'style-src-attr': ["'unsafe-inline'"],
    'connect-src': ["'self'", `${protocol}//${host}`, socket],
    'img-src': ["'self'"],
    'font-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
  };
  return Object.entries(directives)
    .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
    .join('; ');
}
