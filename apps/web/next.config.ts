import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

/** Headers of every answer; pages also have a Content-Security-Policy, in src/proxy.ts. */
const headers = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'no-referrer' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
];

const config: NextConfig = {
  headers: async () => [{ source: '/:path*', headers }],
  transpilePackages: ['@stillhouse/domain'],
  turbopack: { root: fileURLToPath(new URL('../..', import.meta.url)) },
  poweredByHeader: false,
  devIndicators: false,
  reactStrictMode: true,
};

export default config;
