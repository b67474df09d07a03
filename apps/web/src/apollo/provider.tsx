'use client';

import { ApolloProvider } from '@apollo/client/react';
import { createContext, type ReactNode, useContext, useState } from 'react';
import { createApiClient } from './client.ts';

const ApiUrl = createContext('');

/** Gives the pages a client for the API at `url`. */
export function ApiProvider({ url, children }: { url: string; children: ReactNode }) {
  const [client] = useState(() => createApiClient(url));
  return (
    <ApiUrl value={url}>
      <ApolloProvider client={client}>{children}</ApolloProvider>
    </ApiUrl>
  );
}

/** Address of the API, for messages and commands that name it. */
export function useApiUrl(): string {
  return useContext(ApiUrl);
}
