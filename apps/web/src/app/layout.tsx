import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';
import { ApiProvider } from '../apollo/provider.tsx';
import { readEnvironment } from '../environment.ts';
import { Shell } from '../shell/shell.tsx';
import { parseTheme, themeCookie } from '../shell/theme.ts';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Stillhouse', template: '%s · Stillhouse' },
  description: 'Runs, knowledge bases and results of retrieval-augmented knowledge distillation',
};

export const viewport: Viewport = { width: 'device-width', initialScale: 1 };

/** Theme and API address are decided on the server, at request time: no flash, and one build for every address. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = parseTheme((await cookies()).get(themeCookie)?.value);
  const { apiUrl } = readEnvironment();
  return (
    <html lang="en" data-theme={theme === 'system' ? undefined : theme}>
      <body>
        <NuqsAdapter>
          <ApiProvider url={apiUrl}>
            <Shell theme={theme}>{children}</Shell>
          </ApiProvider>
        </NuqsAdapter>
      </body>
    </html>
  );
}
