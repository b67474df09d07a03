import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * Headers of every answer: nothing that the API sends may run scripts, be framed, or be taken for another type, whatever an artifact
 * contains. The dashboard reads answers by CORS, which CORP leaves alone.
 */
export function headers(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'base-uri': ["'none'"],
        'form-action': ["'none'"],
        'frame-ancestors': ["'none'"],
        sandbox: [],
      },
    },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    // Served over HTTP, on loopback.
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  });
}
