'use client';

import { useQuery } from '@apollo/client/react';
import { graphql } from '../generated/gql.ts';
import { ExampleText } from '../prediction/example-text.tsx';
import { LabelName } from '../prediction/label-name.tsx';
import { NeighborTable } from '../prediction/neighbor-table.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { Section } from '../ui/section.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { TableSkeleton } from '../ui/skeleton.tsx';
import { BuildIndex } from './build-index.tsx';
import { differing } from './differing.ts';

const NeighborPanelDocument = graphql(`
  query NeighborPanel($id: ID!, $entry: ID!, $search: Search!, $first: Int!) {
    node(id: $entry) {
      __typename
      ... on KnowledgeEntry {
        id
        index
        text
        label
      }
    }
    knowledgeBase(id: $id) {
      id
      neighbors(of: { entry: $entry }, first: $first, search: $search) {
        entry {
          id
        }
        ...NeighborRow
      }
    }
  }
`);

const searches = [
  { value: 'EXACT', title: 'Exact' },
  { value: 'HNSW', title: 'HNSW' },
] as const;

/**
 * Nearest neighbors of the selected entry, by exact search. Where an HNSW index exists both searches run, so that what one finds and the
 * other does not is marked. Selecting an entry never builds an index.
 */
export function NeighborPanel({
  knowledgeBase,
  labels,
  entry,
  indexed,
  search: wanted,
  onSearch,
  onSelect,
}: {
  knowledgeBase: string;
  labels: readonly string[];
  entry: string;
  /** Whether an HNSW index exists. */
  indexed: boolean;
  search: 'EXACT' | 'HNSW';
  onSearch: (search: 'EXACT' | 'HNSW') => void;
  onSelect: (entry: string) => void;
}) {
  const search = indexed ? wanted : 'EXACT';
  const asked = { id: knowledgeBase, entry, first: 16 };
  const exact = useQuery(NeighborPanelDocument, {
    variables: { ...asked, search: 'EXACT' },
    skip: entry === '',
  });
  const hnsw = useQuery(NeighborPanelDocument, {
    variables: { ...asked, search: 'HNSW' },
    skip: entry === '' || !indexed,
  });
  const [{ data, error, refetch }, beside] = search === 'EXACT' ? [exact, hnsw] : [hnsw, exact];
  const found = data?.knowledgeBase;
  const shown = found?.neighbors ?? [];
  const other = beside.data?.knowledgeBase?.neighbors;
  const difference = differing(
    shown.map((neighbor) => neighbor.entry.id),
    (other ?? shown).map((neighbor) => neighbor.entry.id),
  );
  return (
    <Section
      title="Nearest neighbors"
      note={
        found && (other ? `${difference.shared} of ${shown.length} found by both searches` : 'Exact search.')
      }
      tools={indexed && <Segmented label="Search" value={search} options={searches} onChange={onSearch} />}
    >
      {entry === '' && (
        <EmptyState title="No entry is selected">Select one to see the entries nearest to it.</EmptyState>
      )}
      {error && <ErrorState error={error} retry={() => refetch()} />}
      {entry !== '' && !found && !error && <TableSkeleton />}
      {data?.node?.__typename === 'KnowledgeEntry' && (
        <div className="mb-3 flex items-start gap-3 border-l-2 border-accent pl-3">
          <span className="shrink-0 text-xs leading-5 text-ink-2">Entry {data.node.index}</span>
          <span className="min-w-0 flex-1">
            <ExampleText texts={data.node.text} />
          </span>
          <LabelName label={data.node.label} labels={labels} />
        </div>
      )}
      {found && (
        <NeighborTable
          neighbors={shown}
          labels={labels}
          weighed={false}
          marked={difference.extra}
          markTitle={search === 'EXACT' ? 'HNSW missed it' : 'not among the exact nearest'}
          onSelect={onSelect}
        />
      )}
      {found && !indexed && <BuildIndex knowledgeBase={knowledgeBase} />}
    </Section>
  );
}
