'use client';

import { useQuery } from '@apollo/client/react';
import { outcomes } from '@stillhouse/domain/retrieval/outcome.ts';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { isUnknownId } from '../apollo/is-unknown-id.ts';
import { shownData } from '../apollo/shown-data.ts';
import { OutcomeBadge } from '../evaluation/outcome-badge.tsx';
import { policyText } from '../evaluation/policy-text.ts';
import { formatCount } from '../format/number.ts';
import { graphql } from '../generated/gql.ts';
import { ErrorState } from '../ui/error-state.tsx';
import { Missing } from '../ui/missing.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Section } from '../ui/section.tsx';
import { BlockSkeleton } from '../ui/skeleton.tsx';
import { SyntheticMark } from '../ui/synthetic-mark.tsx';
import { Distributions } from './distributions.tsx';
import { ExampleText } from './example-text.tsx';
import { farExplanation, farNote } from './far-note.ts';
import { LabelName } from './label-name.tsx';
import { NeighborTable } from './neighbor-table.tsx';
import { ScoreLines } from './score-lines.tsx';
import { Walk } from './walk.tsx';

const PredictionPageDocument = graphql(`
  query PredictionPage($evaluation: ID!, $index: Int!) {
    evaluation(id: $evaluation) {
      id
      run {
        id
        name
        kind
      }
      nearest {
        farBelow
      }
      policy {
        k
        temperature
        beta
        search
        efSearch
      }
      dataset {
        digest
        size
        labels
        synthetic
        task {
          id
          title
          range
        }
      }
      prediction(index: $index) {
        id
        index
        key
        text
        gold
        outcome
        goldScore
        ...Distributions
        ...ScoreLines
        neighbors {
          rank
          similarity
          ...NeighborRow
        }
      }
    }
  }
`);

/** One example: its text and gold label, the predictions made for it, and the neighbors that were read. */
export function PredictionPage({ evaluation: id, index }: { evaluation: string; index: number }) {
  const [outcome] = useQueryState('outcome', parseAsStringLiteral(outcomes));
  const { data, previousData, error, refetch } = useQuery(PredictionPageDocument, {
    variables: { evaluation: id, index },
  });
  const evaluation = shownData({ data, previousData, error })?.evaluation;
  const prediction = evaluation?.prediction;
  const back = `/evaluations/${encodeURIComponent(id)}`;
  if (isUnknownId(error) || (data && (!evaluation || !prediction)))
    return <Missing noun="example" all={evaluation ? back : '/runs'} />;
  if (error && !prediction) return <ErrorState page error={error} retry={() => refetch()} />;
  if (!evaluation || !prediction)
    return (
      <div className="pt-10">
        <BlockSkeleton height={320} />
      </div>
    );
  const { dataset, run, policy } = evaluation;
  const far = farNote(prediction.neighbors[0]?.similarity, evaluation.nearest?.farBelow);
  return (
    <>
      <PageHeader
        crumbs={[
          { title: 'Runs', href: '/runs' },
          { title: run.name, href: `/runs/${encodeURIComponent(run.id)}` },
          { title: 'Evaluation', href: outcome ? `${back}?outcome=${outcome}` : back },
        ]}
        title={`Example ${prediction.index}`}
        tools={<Walk evaluation={id} index={index} size={dataset.size} outcome={outcome} />}
      >
        <p className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-ink-2">
          <span>
            {dataset.task.title}
            {dataset.synthetic && <SyntheticMark />}
          </span>
          <span className="font-mono">{prediction.key}</span>
          <span>
            {formatCount(prediction.index + 1)} of {formatCount(dataset.size)}
          </span>
        </p>
        <div className="mt-4 max-w-4xl">
          <ExampleText texts={prediction.text} size="large" />
        </div>
        <p className="mt-3 flex flex-wrap items-center gap-x-6 gap-y-1">
          <span className="inline-flex items-center gap-2">
            <span className="text-xs text-ink-2">Gold</span>
            <LabelName label={prediction.gold} labels={dataset.labels} />
          </span>
          {prediction.outcome && <OutcomeBadge outcome={prediction.outcome} />}
        </p>
      </PageHeader>
      <Section
        title="What did each predictor say?"
        note={
          policy ? `Fused = β · student + (1 − β) · retrieved, ${policyText(policy)}` : 'Without retrieval'
        }
      >
        {dataset.task.range ? (
          <ScoreLines
            prediction={prediction}
            gold={prediction.goldScore ?? null}
            range={dataset.task.range}
            kind={run.kind}
          />
        ) : (
          <Distributions prediction={prediction} gold={prediction.gold ?? null} kind={run.kind} />
        )}
      </Section>
      {policy && (
        <Section title="Neighbors" note="Weight: softmax of similarity / τ over the K that were read.">
          {far && (
            <p
              role="note"
              title={farExplanation}
              className="mb-2 max-w-4xl border-l-2 border-lost pl-3 text-xs text-lost"
            >
              {far}
            </p>
          )}
          <NeighborTable neighbors={prediction.neighbors} labels={dataset.labels} weighed />
        </Section>
      )}
    </>
  );
}
