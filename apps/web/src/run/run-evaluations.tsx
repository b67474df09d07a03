import Link from 'next/link';
import { policyText } from '../evaluation/policy-text.ts';
import { predictors, scoreRows } from '../evaluation/score-rows.ts';
import { formatMilliseconds, formatP, formatUnit, unknown } from '../format/number.ts';
import { formatGain, formatScore, scoreTitle } from '../format/score.ts';
import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import { PredictorName } from '../prediction/predictor.tsx';
import { moveBetweenRows, rowOpener } from '../ui/row-keys.ts';
import { Section } from '../ui/section.tsx';
import { TableBox } from '../ui/table-box.tsx';
import { underWay } from './status.ts';

const RunEvaluationsDocument = graphql(`
  fragment RunEvaluations on Run {
    id
    status
    task {
      id
    }
    evaluations {
      id
      split
      finishedAt
      recallAtK
      dataset {
        digest
        name
        size
        complete
        task {
          id
          title
        }
      }
      policy {
        k
        temperature
        beta
        search
        efSearch
      }
      scores {
        predictor
        name
        value
      }
      gain {
        score
        gain
        pValue
        test
      }
      latency {
        studentP50
        retrievalP50
      }
    }
  }
`);

const none = <span className="text-ink-2">{unknown}</span>;

/** One row for each evaluation and score: the four predictors side by side, what retrieval gained and whether that is luck. */
export function RunEvaluations({ run: masked }: { run: FragmentType<typeof RunEvaluationsDocument> }) {
  const run = readFragment(RunEvaluationsDocument, masked);
  if (run.evaluations.length === 0) {
    return (
      <Section title="Evaluations">
        <p className="text-ink-2">
          {underWay(run.status)
            ? 'Nothing was evaluated yet. Scores stand here once the training is done.'
            : 'This run was not evaluated.'}
        </p>
      </Section>
    );
  }
  return (
    <Section title="Evaluations" note="Scores × 100. p: paired, fused against the student alone.">
      <TableBox label="Evaluations">
        <thead>
          <tr>
            <th scope="col">Retrieval</th>
            <th scope="col">Examples</th>
            <th scope="col">Score</th>
            {predictors.map((predictor) => (
              <th key={predictor} scope="col" className="number">
                <PredictorName predictor={predictor} />
              </th>
            ))}
            <th scope="col" className="number">
              Gain, points
            </th>
            <th scope="col" className="number">
              p
            </th>
            <th scope="col" className="number">
              Recall@K
            </th>
            <th scope="col" className="number">
              Alone, ms
            </th>
            <th scope="col" className="number">
              Retrieval, ms
            </th>
          </tr>
        </thead>
        <tbody onKeyDown={moveBetweenRows}>
          {run.evaluations.flatMap((evaluation) =>
            scoreRows(evaluation.scores).map((row, index) => (
              <tr key={`${evaluation.id} ${row.name}`}>
                <td>
                  <Link
                    href={`/evaluations/${encodeURIComponent(evaluation.id)}`}
                    {...(index === 0 ? rowOpener : {})}
                    className="text-accent hover:underline"
                  >
                    {policyText(evaluation.policy)}
                  </Link>
                  {!evaluation.finishedAt && <span className="ml-2 text-xs text-running">under way</span>}
                </td>
                <td>
                  {evaluation.dataset.name}
                  {evaluation.dataset.task.id !== run.task?.id && ` (${evaluation.dataset.task.title})`}
                  {!evaluation.dataset.complete && <span className="ml-1 text-xs text-lost">subset</span>}
                </td>
                <td className="text-ink-2">{scoreTitle(row.name)}</td>
                {predictors.map((predictor) => (
                  <td key={predictor} className={predictor === 'FUSED' ? 'number font-medium' : 'number'}>
                    {row.values[predictor] === undefined ? none : formatScore(row.values[predictor])}
                  </td>
                ))}
                <td className="number">
                  {evaluation.gain && evaluation.gain.score === row.name
                    ? formatGain(evaluation.gain.gain)
                    : none}
                </td>
                <td className="number" title={evaluation.gain?.test ?? undefined}>
                  {evaluation.gain?.score === row.name ? formatP(evaluation.gain.pValue) : none}
                </td>
                <td className="number">{formatUnit(evaluation.recallAtK)}</td>
                <td className="number">{formatMilliseconds(evaluation.latency?.studentP50)}</td>
                <td className="number">{formatMilliseconds(evaluation.latency?.retrievalP50)}</td>
              </tr>
            )),
          )}
        </tbody>
      </TableBox>
    </Section>
  );
}
