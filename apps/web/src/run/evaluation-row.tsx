import type { Predictor } from '@stillhouse/domain/record/evaluation.ts';
import Link from 'next/link';
import { GainCells } from '../evaluation/gain-cells.tsx';
import { LatencyValue } from '../evaluation/latency-value.tsx';
import { policyText } from '../evaluation/policy-text.ts';
import type { ScoreRow } from '../evaluation/score-rows.ts';
import { ScoreValue } from '../evaluation/score-value.tsx';
import { formatUnit } from '../format/number.ts';
import { formatScore, scoreTitle } from '../format/score.ts';
import type { RunEvaluationsQuery } from '../generated/graphql.ts';
import { rowOpener } from '../ui/row-keys.ts';

/** One score of one evaluation of a run. */
export function EvaluationRow({
  evaluation,
  row,
  first,
  ownTask,
  shown,
  retrieves,
  hasBaseline,
}: {
  evaluation: NonNullable<RunEvaluationsQuery['run']>['evaluations'][number];
  row: ScoreRow;
  /** Whether it is the evaluation's first row, which has its gain. */
  first: boolean;
  /** Id of the run's task. */
  ownTask: string | undefined;
  /** Predictors that have a column. */
  shown: readonly Predictor[];
  /** Whether the table has the columns of retrieval, and that of the baseline. */
  retrieves: boolean;
  hasBaseline: boolean;
}) {
  return (
    <tr>
      <td>
        <Link
          href={`/evaluations/${encodeURIComponent(evaluation.id)}`}
          {...(first ? rowOpener : {})}
          className="text-accent hover:underline"
        >
          {policyText(evaluation.policy)}
        </Link>
        {!evaluation.finishedAt && <span className="ml-2 text-xs text-running">in progress</span>}
      </td>
      <td>
        {evaluation.dataset.name}
        {evaluation.dataset.task.id !== ownTask && ` (${evaluation.dataset.task.title})`}
        {!evaluation.dataset.complete && <span className="ml-1 text-xs text-lost">subset</span>}
      </td>
      <td className="text-ink-2">{scoreTitle(row.name)}</td>
      {shown.map((predictor) => (
        <td key={predictor} className="number">
          <ScoreValue name={row.name} value={row.values[predictor]} />
        </td>
      ))}
      {hasBaseline && (
        <td className="number text-ink-2">
          {formatScore(evaluation.majorityBaseline.find(({ name }) => name === row.name)?.value)}
        </td>
      )}
      {retrieves && (
        <>
          <GainCells gain={first ? evaluation.gain : null} />
          <td className="number">{formatUnit(evaluation.recallAtK)}</td>
        </>
      )}
      <td className="number">
        <LatencyValue milliseconds={evaluation.latency?.studentP50} measured={evaluation.latency ?? {}} />
      </td>
      {retrieves && (
        <td className="number">
          <LatencyValue milliseconds={evaluation.latency?.retrievalP50} measured={evaluation.latency ?? {}} />
        </td>
      )}
    </tr>
  );
}
