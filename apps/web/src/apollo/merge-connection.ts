/** The part of a Relay connection that a list page keeps. */
export interface Keyset<Edge> {
  edges: readonly Edge[];
  pageInfo: { endCursor?: string | null; hasNextPage: boolean };
}

/**
 * Joins a page that has just arrived to the pages already shown.
 *
 * A page with an `after` cursor is appended, rows that stand already on an earlier page being left where they are. The first page, fetched
 * again because something changed, replaces as much of the list as it covers; the later pages stay, so that a live update neither
 * shortens the list nor moves the reader.
 *
 * @param keyOf identity of an edge's node
 * @returns a new connection; other fields (`totalCount`) are the incoming page's
 */
export function mergeConnection<Connection extends Keyset<unknown>>(
  existing: Connection | undefined,
  incoming: Connection,
  after: string | null | undefined,
  keyOf: (edge: Connection['edges'][number]) => string,
): Connection {
  if (!existing) return incoming;
  if (after) {
    const known = new Set(existing.edges.map(keyOf));
    const added = incoming.edges.filter((edge) => !known.has(keyOf(edge)));
    return { ...incoming, edges: [...existing.edges, ...added] };
  }
  const fresh = new Set(incoming.edges.map(keyOf));
  const lastShared = existing.edges.findLastIndex((edge) => fresh.has(keyOf(edge)));
  const rest = existing.edges.slice(lastShared + 1);
  if (lastShared < 0 || rest.length === 0 || !incoming.pageInfo.hasNextPage) return incoming;
  return { ...incoming, edges: [...incoming.edges, ...rest], pageInfo: existing.pageInfo };
}
