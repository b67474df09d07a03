'use client';

import { useQuery } from '@apollo/client/react';
import { outcomes } from '@stillhouse/domain/retrieval/outcome.ts';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useEffect } from 'react';
import { isUnknownId } from '../apollo/is-unknown-id.ts';
import { graphql } from '../generated/gql.ts';
import { ErrorState } from '../ui/error-state.tsx';
import { Missing } from '../ui/missing.tsx';
import { Section } from '../ui/section.tsx';
import { BlockSkeleton } from '../ui/skeleton.tsx';
import { EvaluationHeader } from './evaluation-header.tsx';
import { EvaluationScores } from './evaluation-scores.tsx';
import { OutcomeTable } from './outcome-table.tsx';
import { PredictionList } from './prediction-list.tsx';

const EvaluationPageDocument = graphql(`
  query EvaluationPage($id: ID!) {
    evaluation(id: $id) {
      id
      finishedAt
      run {
        id
        kind
      }
      dataset {
        digest
        labels
      }
      outcomes {
        ...OutcomeTable
      }
      ...EvaluationHeader
      ...EvaluationScores
    }
  }
`);

/** How often one in progress is queried again. */
const underWayMilliseconds = 5_000;

/** One checkpoint on one dataset with one policy: scores, what retrieval changed, and every prediction. */
export function EvaluationPage({ id }: { id: string }) {
  const [outcome, setOutcome] = useQueryState('outcome', parseAsStringLiteral(outcomes));
  const { data, error, refetch, startPolling, stopPolling } = useQuery(EvaluationPageDocument, {
    variables: { id },
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
    skipPollAttempt: () => document.hidden,
  });
  const evaluation = data?.evaluation;
  const underWay = evaluation != null && !evaluation.finishedAt;
  useEffect(() => {
    if (!underWay) return;
    startPolling(underWayMilliseconds);
    return stopPolling;
  }, [underWay, startPolling, stopPolling]);
  if (isUnknownId(error) || (data && !evaluation)) return <Missing noun="evaluation" all="/runs" />;
  if (error && !evaluation) return <ErrorState page error={error} retry={() => refetch()} />;
  if (!evaluation)
    return (
      <div className="pt-10">
        <BlockSkeleton height={320} />
      </div>
    );
  return (
    <>
      <EvaluationHeader evaluation={evaluation} />
      <EvaluationScores evaluation={evaluation} />
      {evaluation.outcomes && (
        <Section title="What did retrieval change?" note="A cell filters the predictions below.">
          <OutcomeTable
            counts={evaluation.outcomes}
            chosen={outcome}
            onChoose={(next) => void setOutcome(next)}
          />
        </Section>
      )}
      <PredictionList
        evaluation={id}
        kind={evaluation.run.kind}
        labels={evaluation.dataset.labels}
        outcome={outcome}
        onOutcome={evaluation.outcomes ? (next) => void setOutcome(next) : null}
      />
    </>
  );
}
