import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import type { FieldPolicy, Reference } from '@apollo/client/cache';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { getMainDefinition } from '@apollo/client/utilities';
import { createClient } from 'graphql-ws';
import { type Keyset, mergeConnection } from './merge-connection.ts';

interface CachedEdge {
  cursor: string;
  node: Reference;
}

/** Pages of a connection are kept as one growing list, apart for each set of the named arguments. */
function pages(keyArgs: string[]): FieldPolicy<Keyset<CachedEdge>> {
  return {
    keyArgs,
    merge: (existing, incoming, { args }) =>
      mergeConnection<Keyset<CachedEdge>>(existing, incoming, args?.after, (edge) => edge.node.__ref),
  };
}

function createCache(): InMemoryCache {
  return new InMemoryCache({
    typePolicies: {
      Query: {
        fields: { runs: pages(['project', 'filter', 'order']), knowledgeBases: pages(['project', 'task']) },
      },
      Run: { fields: { metrics: { merge: false } } },
      KnowledgeBase: { fields: { entries: pages(['filter']) } },
      Evaluation: { fields: { predictions: pages(['outcome']) } },
      Recipe: { keyFields: ['digest'] },
      Dataset: { keyFields: ['digest'] },
      // A row's id is that of its recipe: the same on every board, with other cells.
      LeaderboardRow: { keyFields: false },
    },
  });
}

/**
 * Client for the API at `url` (no trailing slash): queries over HTTP, subscriptions over a WebSocket that is opened with the first one,
 * closed with the last one and reopened for as long as somebody listens.
 */
export function createApiClient(url: string): ApolloClient {
  const http = new HttpLink({ uri: `${url}/graphql` });
  const browser = typeof window !== 'undefined';
  const link = browser
    ? ApolloLink.split(isSubscription, socketLink(`${url.replace(/^http/, 'ws')}/graphql`), http)
    : http;
  return new ApolloClient({ link, cache: createCache(), ssrMode: !browser });
}

function isSubscription(operation: ApolloLink.Operation): boolean {
  const definition = getMainDefinition(operation.query);
  return definition.kind === 'OperationDefinition' && definition.operation === 'subscription';
}

function socketLink(url: string): ApolloLink {
  return new GraphQLWsLink(
    createClient({ url, lazy: true, retryAttempts: Number.POSITIVE_INFINITY, shouldRetry: () => true }),
  );
}
