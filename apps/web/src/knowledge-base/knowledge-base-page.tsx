'use client';

import { useQuery } from '@apollo/client/react';
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useEffect } from 'react';
import { isUnknownId } from '../apollo/is-unknown-id.ts';
import { graphql } from '../generated/gql.ts';
import { ErrorState } from '../ui/error-state.tsx';
import { Missing } from '../ui/missing.tsx';
import { BlockSkeleton } from '../ui/skeleton.tsx';
import { EntryTable } from './entry-table.tsx';
import { KnowledgeBaseHeader } from './knowledge-base-header.tsx';
import { NeighborPanel } from './neighbor-panel.tsx';
import { VariantsSection } from './variants-section.tsx';

const KnowledgeBasePageDocument = graphql(`
  query KnowledgeBasePage($id: ID!) {
    knowledgeBase(id: $id) {
      id
      sealedAt
      indexed
      dataset {
        digest
        labels
      }
      ...KnowledgeBaseHeader
      ...VariantScores
      variants {
        id
        ...VariantScores
      }
    }
  }
`);

/** What of the page is in its address. */
const search = {
  label: parseAsString.withDefault(''),
  text: parseAsString.withDefault(''),
  entry: parseAsString.withDefault(''),
  search: parseAsStringLiteral(['EXACT', 'HNSW'] as const).withDefault('EXACT'),
};

/** How often one that is being written is queried again. */
const underWayMilliseconds = 5_000;

/** Facts and health of a knowledge base, its entries, and the nearest neighbors of the one that is selected. */
export function KnowledgeBasePage({ id }: { id: string }) {
  const [state, setState] = useQueryStates(search);
  const { data, error, refetch, startPolling, stopPolling } = useQuery(KnowledgeBasePageDocument, {
    variables: { id },
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
    skipPollAttempt: () => document.hidden,
  });
  const base = data?.knowledgeBase;
  const underWay = base != null && !base.sealedAt;
  useEffect(() => {
    if (!underWay) return;
    startPolling(underWayMilliseconds);
    return stopPolling;
  }, [underWay, startPolling, stopPolling]);
  if (isUnknownId(error) || (data && !base)) return <Missing noun="knowledge base" all="/knowledge-bases" />;
  if (error && !base) return <ErrorState page error={error} retry={() => refetch()} />;
  if (!base)
    return (
      <div className="pt-10">
        <BlockSkeleton height={320} />
      </div>
    );
  return (
    <>
      <KnowledgeBaseHeader base={base} />
      <VariantsSection base={base} variants={base.variants} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-x-8 xl:grid-cols-[minmax(0,9fr)_minmax(0,11fr)]">
        <EntryTable
          knowledgeBase={id}
          labels={base.dataset.labels}
          filter={state}
          onFilter={(change) => void setState(change)}
          selected={state.entry}
          onSelect={(entry) => void setState({ entry })}
        />
        <NeighborPanel
          knowledgeBase={id}
          labels={base.dataset.labels}
          entry={state.entry}
          indexed={base.indexed}
          search={state.search}
          onSearch={(next) => void setState({ search: next })}
          onSelect={(entry) => void setState({ entry })}
        />
      </div>
    </>
  );
}
