import { useApolloClient, useSubscription } from '@apollo/client/react';
import { useEffect, useRef } from 'react';
import { graphql } from '../generated/gql.ts';

const RunsChanged = graphql(`
  subscription RunsChanged {
    runsChanged {
      runs
      missed
    }
  }
`);

const RunRowById = graphql(`
  query RunRowById($id: ID!) {
    run(id: $id) {
      id
      ...RunRow
    }
  }
`);

/** Changes are gathered for so long before anything is asked for. */
const gatherMilliseconds = 1000;

/**
 * Keeps a list of runs as it is on the server: when runs change, the first page is fetched again (which brings new runs and a new order),
 * and those further down one by one. Nothing already shown is taken away while it is asked for.
 */
export function useLiveRuns(
  shown: readonly string[],
  pageSize: number,
  refetchFirst: () => Promise<unknown>,
) {
  const client = useApolloClient();
  const changed = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef({ shown, refetchFirst });
  useEffect(() => {
    latest.current = { shown, refetchFirst };
  });
  useEffect(() => () => clearTimeout(timer.current), []);

  const bringUp = async () => {
    timer.current = undefined;
    const ids = changed.current;
    changed.current = new Set();
    const below = latest.current.shown.slice(pageSize).filter((id) => ids.has(id));
    await Promise.allSettled([
      latest.current.refetchFirst(),
      ...below.map((id) =>
        client.query({ query: RunRowById, variables: { id }, fetchPolicy: 'network-only' }),
      ),
    ]);
  };

  useSubscription(RunsChanged, {
    onData: ({ data }) => {
      const change = data.data?.runsChanged;
      for (const id of change?.missed ? latest.current.shown : (change?.runs ?? [])) changed.current.add(id);
      timer.current ??= setTimeout(() => void bringUp(), gatherMilliseconds);
    },
    ignoreResults: true,
  });
}
