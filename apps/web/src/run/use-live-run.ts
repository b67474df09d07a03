import { useSubscription } from '@apollo/client/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { graphql } from '../generated/gql.ts';

const RunChanged = graphql(`
  subscription RunChanged($id: ID!) {
    runChanged(id: $id) {
      run {
        id
        status
        heartbeatAt
      }
    }
  }
`);

/** Changes are gathered for so long before anything is asked for. */
const gatherMilliseconds = 700;
/** A run that is under way is asked after at least so often, should the subscription be cut off. */
const patienceMilliseconds = 10_000;

/**
 * Asks for a run again whenever it changes.
 *
 * @returns a number that grows with each change, for whoever else wants to ask again
 */
export function useLiveRun(id: string, live: boolean, refetch: () => Promise<unknown>): number {
  const [version, setVersion] = useState(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(refetch);
  useEffect(() => {
    latest.current = refetch;
  });

  const askAgain = useCallback(() => {
    setVersion((before) => before + 1);
    // A failure is in the query's own error, which its page shows.
    latest.current().catch(() => undefined);
  }, []);
  const bringUp = () => {
    timer.current = undefined;
    askAgain();
  };
  useSubscription(RunChanged, {
    variables: { id },
    ignoreResults: true,
    onData: () => {
      timer.current ??= setTimeout(bringUp, gatherMilliseconds);
    },
  });
  useEffect(() => {
    if (!live) return;
    const patience = setInterval(askAgain, patienceMilliseconds);
    return () => clearInterval(patience);
  }, [live, askAgain]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return version;
}
