'use client';

import { useQuery } from '@apollo/client/react';
import { shownData } from '../apollo/shown-data.ts';
import { formatCount } from '../format/number.ts';
import { graphql } from '../generated/gql.ts';
import type { EntryFilter } from '../generated/graphql.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { moveBetweenRows } from '../ui/row-keys.ts';
import { Section } from '../ui/section.tsx';
import { Select } from '../ui/select.tsx';
import { TableSkeleton } from '../ui/skeleton.tsx';
import { TableBox } from '../ui/table-box.tsx';
import { TextFilter } from '../ui/text-filter.tsx';
import { EntryRow } from './entry-row.tsx';

const EntryTableDocument = graphql(`
  query EntryTable($id: ID!, $filter: EntryFilter, $first: Int!, $after: String) {
    knowledgeBase(id: $id) {
      id
      entries(filter: $filter, first: $first, after: $after) {
        edges {
          cursor
          node {
            id
            ...EntryRow
          }
        }
        pageInfo {
          endCursor
          hasNextPage
        }
        totalCount
      }
    }
  }
`);

interface EntrySearch {
  label: string;
  text: string;
}

/** The entries, by label and text; selecting one shows its neighbors. */
export function EntryTable({
  knowledgeBase,
  labels,
  filter,
  onFilter,
  selected,
  onSelect,
}: {
  knowledgeBase: string;
  labels: readonly string[];
  filter: EntrySearch;
  onFilter: (change: Partial<EntrySearch>) => void;
  selected: string;
  onSelect: (entry: string) => void;
}) {
  const { data, previousData, error, fetchMore, refetch } = useQuery(EntryTableDocument, {
    variables: { id: knowledgeBase, filter: entryFilter(filter), first: 50, after: null },
  });
  const entries = shownData({ data, previousData, error })?.knowledgeBase?.entries;
  return (
    <Section
      title="Entries"
      note={entries && `${formatCount(entries.totalCount)}${entryFilter(filter) ? ' match' : ''}`}
      tools={
        <>
          {labels.length > 0 && (
            <Select
              label="Label"
              any="Any label"
              value={filter.label}
              options={labels.map((label) => ({ value: label, title: label }))}
              onChange={(label) => onFilter({ label })}
            />
          )}
          <TextFilter label="Text contains" value={filter.text} onChange={(text) => onFilter({ text })} />
        </>
      }
    >
      {error && <ErrorState error={error} retry={() => refetch()} />}
      {!entries && !error && <TableSkeleton />}
      {entries?.edges.length === 0 && (
        <EmptyState title="No entry matches">Change the label or the text.</EmptyState>
      )}
      {entries && entries.edges.length > 0 && (
        <TableBox label="Entries" rows={entries.totalCount + 1} className="max-h-[640px]">
          <thead>
            <tr>
              <th scope="col" className="number">
                Index
              </th>
              <th scope="col">Text</th>
              <th scope="col">{labels.length > 0 ? 'Label' : 'Score'}</th>
              <th scope="col">{labels.length > 0 ? 'Soft label' : 'Teacher’s score'}</th>
            </tr>
          </thead>
          <tbody onKeyDown={moveBetweenRows}>
            {entries.edges.map(({ node }) => (
              <EntryRow
                key={node.id}
                entry={node}
                labels={labels}
                selected={node.id === selected}
                onSelect={() => onSelect(node.id)}
              />
            ))}
          </tbody>
        </TableBox>
      )}
      {entries?.pageInfo.hasNextPage && (
        <LoadMore load={() => fetchMore({ variables: { after: entries.pageInfo.endCursor ?? null } })} />
      )}
    </Section>
  );
}

function entryFilter({ label, text }: EntrySearch): EntryFilter | null {
  if (!label && !text) return null;
  return { ...(label && { label }), ...(text && { text }) };
}
