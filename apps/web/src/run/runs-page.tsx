'use client';

import { useQuery } from '@apollo/client/react';
import { useQueryStates } from 'nuqs';
import { useCallback, useState } from 'react';
import { shownData } from '../apollo/shown-data.ts';
import { formatCount } from '../format/number.ts';
import { graphql } from '../generated/gql.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { TableSkeleton } from '../ui/skeleton.tsx';
import { StaleNotice } from '../ui/stale-notice.tsx';
import { RunFilterBar } from './run-filter-bar.tsx';
import { type RunSearch, runFilter, runOrder, runSearch } from './run-filters.ts';
import { RunTable } from './run-table.tsx';
import { useLiveRuns } from './use-live-runs.ts';

const pageSize = 50;
/** The list is asked for again so often, should the subscription be cut off. */
const patienceMilliseconds = 30_000;

const RunsPageQuery = graphql(`
  query RunsPage($filter: RunFilter, $order: [RunOrder!], $first: Int!, $after: String) {
    runs(filter: $filter, order: $order, first: $first, after: $after) {
      edges {
        cursor
        node {
          id
          ...RunRow
        }
      }
      pageInfo {
        endCursor
        hasNextPage
      }
      totalCount
    }
  }
`);

/** All runs: filtered by the address, sorted by click, followed live. */
export function RunsPage() {
  const [search, setSearch] = useQueryStates(runSearch);
  const filter = runFilter(search);
  const { data, previousData, error, loading, fetchMore, refetch } = useQuery(RunsPageQuery, {
    variables: { filter, order: runOrder(search), first: pageSize, after: null },
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
    pollInterval: patienceMilliseconds,
    skipPollAttempt: () => document.hidden,
  });
  const change = useCallback((next: Partial<RunSearch>) => void setSearch(next), [setSearch]);
  const runs = shownData({ data, previousData, error })?.runs;
  const ids = runs?.edges.map((edge) => edge.node.id) ?? [];
  useLiveRuns(ids, pageSize, refetch);

  const after = runs?.pageInfo.hasNextPage ? (runs.pageInfo.endCursor ?? null) : null;
  const [missed, setMissed] = useState<string | null>(null);
  const askMore = useCallback(() => fetchMore({ variables: { after } }), [after, fetchMore]);
  const more = useCallback(() => {
    if (!loading) askMore().catch(() => setMissed(after));
  }, [loading, askMore, after]);
  // A page that did not come is not asked for again and again, but by a click.
  const byClick = after !== null && after === missed;

  return (
    <>
      <PageHeader
        title="Runs"
        tools={
          <p className="numeric text-xs text-ink-2">
            {runs ? countOf(runs.totalCount, filter !== null) : ''}
          </p>
        }
      />
      <div className="mt-3 mb-2">
        <RunFilterBar search={search} onChange={change} />
      </div>
      {error && !runs && <ErrorState error={error} retry={() => refetch()} />}
      {!runs && !error && <TableSkeleton rows={14} />}
      {error && runs && <StaleNotice />}
      {data?.runs.edges.length === 0 && <NoRuns filtered={filter !== null} />}
      {runs && runs.edges.length > 0 && (
        <RunTable
          runs={runs.edges.map((edge) => edge.node)}
          total={runs.totalCount}
          search={search}
          onSort={change}
          more={after !== null && !byClick ? more : null}
        />
      )}
      {byClick && <LoadMore load={askMore} />}
    </>
  );
}

function countOf(count: number, filtered: boolean): string {
  return `${formatCount(count)} ${count === 1 ? 'run' : 'runs'}${filtered ? ' match' : ''}`;
}

function NoRuns({ filtered }: { filtered: boolean }) {
  if (filtered)
    return <EmptyState title="No run matches">Clear a filter, or wait for a run that does.</EmptyState>;
  return (
    <EmptyState title="No runs yet" command="npm run demo">
      The demo trains a teacher and six students on each of two generated tasks in about two minutes; they
      appear here while they train.
    </EmptyState>
  );
}
