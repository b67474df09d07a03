'use client';

import { useQuery } from '@apollo/client/react';
import { formatCount } from '../format/number.ts';
import { graphql } from '../generated/gql.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { moveBetweenRows } from '../ui/row-keys.ts';
import { TableSkeleton } from '../ui/skeleton.tsx';
import { StaleNotice } from '../ui/stale-notice.tsx';
import { TableBox } from '../ui/table-box.tsx';
import { KnowledgeBaseRow } from './knowledge-base-row.tsx';

const KnowledgeBasesPageDocument = graphql(`
  query KnowledgeBasesPage($first: Int!, $after: String) {
    knowledgeBases(first: $first, after: $after) {
      edges {
        cursor
        node {
          id
          ...KnowledgeBaseRow
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

/** How often the list is queried again. */
const patienceMilliseconds = 30_000;

const columns = [
  { title: 'Knowledge base' },
  { title: 'Task' },
  { title: 'Dataset' },
  { title: 'Entries', number: true },
  { title: 'Dimension', number: true },
  { title: 'Size on disk', number: true },
  { title: 'HNSW index', number: true },
  { title: 'Label purity', number: true },
  { title: 'Sealed', number: true },
];

/** All knowledge bases, newest first. */
export function KnowledgeBasesPage() {
  const { data, error, fetchMore, refetch } = useQuery(KnowledgeBasesPageDocument, {
    variables: { first: 50, after: null },
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
    pollInterval: patienceMilliseconds,
    skipPollAttempt: () => document.hidden,
  });
  const bases = data?.knowledgeBases;
  return (
    <>
      <PageHeader
        title="Knowledge bases"
        tools={
          <p className="numeric text-xs text-ink-2">
            {bases ? `${formatCount(bases.totalCount)} in all` : ''}
          </p>
        }
      />
      {error && !bases && <ErrorState error={error} retry={() => refetch()} />}
      {error && bases && <StaleNotice />}
      {!bases && !error && <TableSkeleton />}
      {bases?.edges.length === 0 && (
        <EmptyState title="No knowledge bases yet" command="npm run demo">
          A knowledge base holds what a teacher knew about its training examples. The trainer builds one after
          each teacher.
        </EmptyState>
      )}
      {bases && bases.edges.length > 0 && (
        <TableBox label="Knowledge bases" className="mt-3">
          <thead>
            <tr>
              {columns.map(({ title, number }) => (
                <th key={title} scope="col" className={number ? 'number' : undefined}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody onKeyDown={moveBetweenRows}>
            {bases.edges.map((edge) => (
              <KnowledgeBaseRow key={edge.node.id} base={edge.node} />
            ))}
          </tbody>
        </TableBox>
      )}
      {bases?.pageInfo.hasNextPage && (
        <LoadMore load={() => fetchMore({ variables: { after: bases.pageInfo.endCursor ?? null } })} />
      )}
    </>
  );
}
