import Link from 'next/link';
import { formatCount, formatMilliseconds, formatSimilarity, formatUnit, unknown } from '../format/number.ts';
import { formatGain } from '../format/score.ts';
import { formatDateTime } from '../format/time.ts';
import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import { farExplanation } from '../prediction/far-note.ts';
import { kindTitle } from '../run/words.ts';
import { type Fact, Facts } from '../ui/facts.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { SyntheticMark } from '../ui/synthetic-mark.tsx';
import { latencyNote, loadText } from './latency-note.ts';
import { policyText } from './policy-text.ts';

const EvaluationHeaderDocument = graphql(`
  fragment EvaluationHeader on Evaluation {
    id
    split
    policyChosenOn
    finishedAt
    recallAtK
    scoreChange
    nearest {
      farBelow
      far
      median
    }
    exact {
      id
    }
    run {
      id
      name
      kind
    }
    dataset {
      digest
      name
      size
      complete
      synthetic
      task {
        id
        title
      }
    }
    knowledgeBase {
      id
      name
    }
    policy {
      k
      temperature
      beta
      search
      efSearch
    }
    latency {
      load
      quiet
      studentP50
      studentP95
      retrievalP50
      retrievalP95
    }
  }
`);

const link = 'text-accent hover:underline';

/** Whose predictions these are, on what, and under which policy. */
export function EvaluationHeader({
  evaluation: masked,
}: {
  evaluation: FragmentType<typeof EvaluationHeaderDocument>;
}) {
  const evaluation = readFragment(EvaluationHeaderDocument, masked);
  const { run, dataset, latency, nearest } = evaluation;
  const facts: Fact[] = [
    {
      term: 'Run',
      value: (
        <Link href={`/runs/${encodeURIComponent(run.id)}`} className={link}>
          {run.name}
        </Link>
      ),
    },
    { term: 'Kind', value: kindTitle(run.kind) },
    {
      term: 'Task',
      value: (
        <>
          {dataset.task.title}
          {dataset.synthetic && <SyntheticMark />}
        </>
      ),
    },
    {
      term: 'Examples',
      value: `${dataset.name}, ${formatCount(dataset.size)}${dataset.complete ? '' : ' (a subset)'}`,
    },
    { term: 'Retrieval', value: policyText(evaluation.policy) },
    ...(evaluation.knowledgeBase
      ? [
          {
            term: 'Knowledge base',
            value: (
              <Link
                href={`/knowledge-bases/${encodeURIComponent(evaluation.knowledgeBase.id)}`}
                className={link}
              >
                {evaluation.knowledgeBase.name}
              </Link>
            ),
          },
          { term: 'Recall@K', value: formatUnit(evaluation.recallAtK) },
          ...(nearest?.median == null
            ? []
            : [
                { term: 'Nearest similarity, median', value: formatSimilarity(nearest.median) },
                {
                  term: 'Nearest neighbor far away',
                  value: (
                    <span title={farExplanation}>
                      {formatCount(nearest.far)} of {formatCount(dataset.size)} examples, below{' '}
                      {formatSimilarity(nearest.farBelow)}
                    </span>
                  ),
                },
              ]),
          ...(evaluation.exact
            ? [
                {
                  term: 'HNSW against exact, points',
                  value: (
                    <Link
                      href={`/evaluations/${encodeURIComponent(evaluation.exact.id)}`}
                      title="The exact evaluation of the same policy"
                      className={link}
                    >
                      {formatGain(evaluation.scoreChange)}
                    </Link>
                  ),
                },
              ]
            : []),
        ]
      : []),
    ...(latency
      ? [
          {
            term: 'Alone, ms (p50, p95)',
            value: `${formatMilliseconds(latency.studentP50)}, ${formatMilliseconds(latency.studentP95)}`,
          },
          {
            term: 'Retrieval, ms (p50, p95)',
            value:
              latency.retrievalP50 == null
                ? unknown
                : `${formatMilliseconds(latency.retrievalP50)}, ${formatMilliseconds(latency.retrievalP95)}`,
          },
          {
            term: 'Load while measured',
            value: <span title={latencyNote(latency) ?? undefined}>{loadText(latency)}</span>,
          },
        ]
      : []),
    {
      term: 'Finished',
      value: evaluation.finishedAt ? formatDateTime(evaluation.finishedAt) : 'in progress',
    },
  ];
  return (
    <PageHeader
      crumbs={[
        { title: 'Runs', href: '/runs' },
        { title: run.name, href: `/runs/${encodeURIComponent(run.id)}` },
      ]}
      title={`Evaluation on ${dataset.task.title}, ${policyText(evaluation.policy)}`}
    >
      <div className="mt-4">
        <Facts facts={facts} />
      </div>
      {evaluation.policyChosenOn && (
        <p className="mt-3 text-xs text-ink-2">How the policy was chosen: {evaluation.policyChosenOn}</p>
      )}
    </PageHeader>
  );
}
