import Link from 'next/link';
import { belowBaselineText, gainSentence, type TestedGain } from '../evaluation/gain-text.ts';
import { ScoreValue } from '../evaluation/score-value.tsx';
import { formatCount, unknown } from '../format/number.ts';
import { formatGain, shortScore } from '../format/score.ts';
import { elapsed, formatAgo, formatDateTime, formatDuration } from '../format/time.ts';
import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import { predictorTitle } from '../prediction/predictor-title.ts';
import { rowOpener } from '../ui/row-keys.ts';
import { SyntheticMark } from '../ui/synthetic-mark.tsx';
import { endOf } from './end-of.ts';
import { otherResults, resultText } from './result-text.ts';
import { StatusShape, StatusWord } from './status-mark.tsx';
import { kindTitle, objectiveTitle } from './words.ts';

export const RunRowDocument = graphql(`
  fragment RunRow on Run {
    id
    name
    kind
    status
    seed
    createdAt
    startedAt
    finishedAt
    heartbeatAt
    task {
      id
      title
      synthetic
    }
    recipe {
      digest
      objective
    }
    result {
      figure {
        score
        predictor
        value
      }
      gain {
        score
        gain
        pValue
        test
        n
        verdict
        belowBaseline
      }
      complete
      evaluations {
        id
        dataset {
          digest
          name
          task {
            id
          }
        }
        result {
          value
        }
      }
    }
    evaluations {
      finishedAt
      policy {
        search
      }
      id
      dataset {
        digest
        name
        task {
          id
        }
      }
      result {
        value
      }
    }
  }
`);

/** Characters of a name's end that are always shown. */
const longestEnd = 16;

/** Where there is little room a name loses its middle: seeds of one recipe differ at the end. */
function RunName({ name }: { name: string }) {
  const end = name.slice(name.lastIndexOf('/', name.lastIndexOf('/') - 1) + 1).slice(-longestEnd);
  return (
    <span className="flex min-w-0" title={name}>
      <span className="truncate">{name.slice(0, name.length - end.length)}</span>
      <span className="flex-none">{end}</span>
    </span>
  );
}

/** A mean of two scores has no short name: `mean`. */
function figureUnit(score: string): string {
  return score.startsWith('mean of') ? 'mean' : shortScore(score);
}

function gainTitle(gain: TestedGain | null | undefined): string | undefined {
  if (!gain) return undefined;
  return gain.belowBaseline ? `${gainSentence(gain)} ${belowBaselineText}` : gainSentence(gain);
}

/** One run in the table. */
export function RunRow({
  run: masked,
  rowIndex,
  now,
}: {
  run: FragmentType<typeof RunRowDocument>;
  rowIndex: number;
  now: number;
}) {
  const run = readFragment(RunRowDocument, masked);
  const { result } = run;
  const started = run.startedAt ?? run.createdAt;
  return (
    <tr aria-rowindex={rowIndex}>
      <td>
        <Link
          href={`/runs/${encodeURIComponent(run.id)}`}
          {...rowOpener}
          aria-label={run.name}
          className="flex min-w-0 items-center gap-2 hover:text-accent"
        >
          <StatusShape status={run.status} />
          <RunName name={run.name} />
        </Link>
      </td>
      <td>
        <StatusWord status={run.status} />
      </td>
      <td>
        <span className="flex items-baseline">
          <span className="truncate" title={run.task?.title}>
            {run.task?.title ?? unknown}
          </span>
          {run.task?.synthetic && <SyntheticMark />}
        </span>
      </td>
      <td className="text-ink-2">{kindTitle(run.kind)}</td>
      <td>
        {run.recipe.objective ? (
          objectiveTitle(run.recipe.objective)
        ) : (
          <span className="text-ink-2">{unknown}</span>
        )}
      </td>
      <td className="number">{formatCount(run.seed)}</td>
      <td
        className="number"
        title={
          result
            ? resultText(result.evaluations, otherResults(result.evaluations, run.evaluations))
            : undefined
        }
      >
        <ScoreValue name={result?.figure.score ?? ''} value={result?.figure.value} />
        <span className="ml-1 inline-block w-8 text-left text-xs text-ink-2" title={result?.figure.score}>
          {result && `${figureUnit(result.figure.score)}${result.complete ? '' : '*'}`}
        </span>
      </td>
      <td className="text-xs text-ink-2">{result && predictorTitle(result.figure.predictor, run.kind)}</td>
      <td className="number" title={gainTitle(result?.gain)}>
        {formatGain(result?.gain?.gain)}
        {result?.gain?.belowBaseline && (
          <span className="text-lost">
            <span aria-hidden="true"> †</span>
            <span className="sr-only"> {belowBaselineText}</span>
          </span>
        )}
      </td>
      <td className="number">{formatDuration(elapsed(run.startedAt, endOf(run), now))}</td>
      <td className="number text-ink-2" title={formatDateTime(started)}>
        {formatAgo(started, now)}
      </td>
    </tr>
  );
}
