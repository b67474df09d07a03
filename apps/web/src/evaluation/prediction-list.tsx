'use client';

import { useQuery } from '@apollo/client/react';
import { type Outcome, outcomes } from '@stillhouse/domain/retrieval/outcome.ts';
import type { RunKind } from '@stillhouse/domain/run/run.ts';
import { shownData } from '../apollo/shown-data.ts';
import { formatCount } from '../format/number.ts';
import { graphql } from '../generated/gql.ts';
import { predictorTitle } from '../prediction/predictor-title.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { moveBetweenRows } from '../ui/row-keys.ts';
import { Section } from '../ui/section.tsx';
import { Select } from '../ui/select.tsx';
import { TableSkeleton } from '../ui/skeleton.tsx';
import { TableBox } from '../ui/table-box.tsx';
import { outcomeLook } from './outcome.ts';
import { type ListedPredictor, PredictionRow } from './prediction-row.tsx';

const PredictionListDocument = graphql(`
  query PredictionList($id: ID!, $outcome: Outcome, $first: Int!, $after: String) {
    evaluation(id: $id) {
      id
      predictions(outcome: $outcome, first: $first, after: $after) {
        edges {
          cursor
          node {
            id
            ...PredictionRow
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

/** A teacher's run has one prediction, the teacher's, and none to compare it with. */
function predictorsOf(kind: RunKind): readonly ListedPredictor[] {
  return kind === 'TEACHER' ? ['STUDENT'] : ['STUDENT', 'FUSED', 'TEACHER'];
}

const options = outcomes.map((value) => ({ value, title: outcomeLook(value).title }));

/** The evaluation's predictions, all or those of one outcome. */
export function PredictionList({
  evaluation,
  kind,
  labels,
  outcome,
  onOutcome,
}: {
  evaluation: string;
  /** Of the evaluated run. */
  kind: RunKind;
  labels: readonly string[];
  outcome: Outcome | null;
  /** null where there was no retrieval and so no outcome. */
  onOutcome: ((outcome: Outcome | null) => void) | null;
}) {
  const { data, previousData, error, fetchMore, refetch } = useQuery(PredictionListDocument, {
    variables: { id: evaluation, outcome, first: 50, after: null },
  });
  const predictions = shownData({ data, previousData, error })?.evaluation?.predictions;
  const shown = predictorsOf(kind);
  return (
    <Section
      title="Predictions"
      note={predictions && formatCount(predictions.totalCount)}
      tools={
        onOutcome && (
          <Select
            label="Outcome"
            any="Any outcome"
            value={outcome ?? ''}
            options={options}
            onChange={(value) => onOutcome(outcomes.find((candidate) => candidate === value) ?? null)}
          />
        )
      }
    >
      {error && <ErrorState error={error} retry={() => refetch()} />}
      {!predictions && !error && <TableSkeleton />}
      {data?.evaluation?.predictions.edges.length === 0 && (
        <EmptyState
          title={
            outcome ? `No prediction is “${outcomeLook(outcome).title.toLowerCase()}”` : 'No predictions yet'
          }
        >
          {outcome
            ? `${outcomeLook(outcome).meaning}: this is true of no example.`
            : 'They appear as the evaluation writes them.'}
        </EmptyState>
      )}
      {predictions && predictions.edges.length > 0 && (
        <TableBox label="Predictions" rows={predictions.totalCount + 1}>
          <thead>
            <tr>
              <th scope="col" className="number">
                Example
              </th>
              <th scope="col">Text</th>
              <th scope="col">Gold</th>
              {shown.map((predictor) => (
                <th key={predictor} scope="col" className={labels.length > 0 ? undefined : 'number'}>
                  {predictorTitle(predictor, kind)}
                </th>
              ))}
              {labels.length > 0 && <th scope="col">Outcome</th>}
            </tr>
          </thead>
          <tbody onKeyDown={moveBetweenRows}>
            {predictions.edges.map(({ node }) => (
              <PredictionRow
                key={node.id}
                evaluation={evaluation}
                prediction={node}
                labels={labels}
                predictors={shown}
                walk={outcome}
              />
            ))}
          </tbody>
        </TableBox>
      )}
      {predictions?.pageInfo.hasNextPage && (
        <LoadMore load={() => fetchMore({ variables: { after: predictions.pageInfo.endCursor ?? null } })} />
      )}
    </Section>
  );
}
