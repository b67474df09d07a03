import type { TypedDocumentNode } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { useEffect } from 'react';

/** A part of a run's page: its answer, or what kept it from coming. */
export interface RunPartState<Run> {
  run: Run | null | undefined;
  error: Error | undefined;
  refetch: () => Promise<unknown>;
}

/**
 * Queries one part of a run's page. Each part has a query of its own: GraphQL answers null for the whole run if one of its required fields
 * fails, so a shared query would take the other parts with it.
 *
 * @param version the part is queried again when it changes
 */
export function useRunPart<Run>(
  document: TypedDocumentNode<{ run?: Run | null }, { id: string }>,
  id: string,
  version = 0,
): RunPartState<Run> {
  const { data, error, refetch } = useQuery(document, {
    variables: { id },
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
  });
  useEffect(() => {
    // A failure is in `error`.
    if (version > 0) refetch().catch(() => undefined);
  }, [version, refetch]);
  return { run: data?.run as Run | null | undefined, error, refetch };
}
