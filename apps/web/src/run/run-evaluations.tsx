import { scoredPredictors, scoreRows } from '../evaluation/score-rows.ts';
import { undefinedScoreReason } from '../format/score.ts';
import { graphql } from '../generated/gql.ts';
import type { RunEvaluationsQuery } from '../generated/graphql.ts';
import { PredictorName } from '../prediction/predictor.tsx';
import { predictorTitle } from '../prediction/predictor-title.ts';
import { moveBetweenRows } from '../ui/row-keys.ts';
import { Section } from '../ui/section.tsx';
import { TableBox } from '../ui/table-box.tsx';
import { EvaluationRow } from './evaluation-row.tsx';
import { RunPart } from './run-part.tsx';
import { underWay } from './status.ts';
import { useRunPart } from './use-run-part.ts';

const RunEvaluationsDocument = graphql(`
  query RunEvaluations($id: ID!) {
    run(id: $id) {
      id
      kind
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
        rankedBy
        majorityBaseline {
          name
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
        latency {
          studentP50
          retrievalP50
          load
          quiet
        }
      }
    }
  }
`);

/** One row for each evaluation and score: the predictors side by side, the majority-class baseline, and what retrieval gained. */
export function RunEvaluations({ id, version }: { id: string; version: number }) {
  const part = useRunPart(RunEvaluationsDocument, id, version);
  return (
    <RunPart title="Evaluations" part={part}>
      {(run) => <Shown run={run} />}
    </RunPart>
  );
}

function Shown({ run }: { run: NonNullable<RunEvaluationsQuery['run']> }) {
  if (run.evaluations.length === 0) {
    return (
      <Section title="Evaluations">
        <p className="text-ink-2">
          {underWay(run.status)
            ? 'No evaluation yet. Scores appear once the training is done.'
            : 'This run was not evaluated.'}
        </p>
      </Section>
    );
  }
  const kind = run.kind;
  const all = run.evaluations.map((evaluation) => ({ evaluation, rows: scoreRows(evaluation.scores, kind) }));
  const shown = scoredPredictors(all.flatMap(({ rows }) => rows));
  const retrieves = run.evaluations.some(({ policy }) => policy);
  const hasBaseline = run.evaluations.some(({ majorityBaseline }) =>
    majorityBaseline.some(({ value }) => value != null),
  );
  const undefinedNames = [
    ...new Set(
      all.flatMap(({ rows }) =>
        rows.flatMap(({ name, values }) => (Object.values(values).includes(null) ? [name] : [])),
      ),
    ),
  ];
  const ranking = run.evaluations.findLast(({ policy }) => policy?.search === 'EXACT') ?? run.evaluations[0];
  return (
    <Section
      title="Evaluations"
      note={`Scores × 100. Ranked by: ${predictorTitle(ranking?.rankedBy ?? 'STUDENT', kind).toLowerCase()}.${retrieves ? ' Gain and p: fused against the student alone, paired.' : ''}`}
    >
      <TableBox label="Evaluations">
        <thead>
          <tr>
            <th scope="col">Retrieval</th>
            <th scope="col">Examples</th>
            <th scope="col">Score</th>
            {shown.map((predictor) => (
              <th key={predictor} scope="col" className="number">
                <PredictorName predictor={predictor} kind={kind} />
              </th>
            ))}
            {hasBaseline && (
              <th scope="col" className="number" title="The score of giving every example the same class">
                Majority class
              </th>
            )}
            {retrieves &&
              ['Gain, points', 'p', 'Recall@K'].map((title) => (
                <th key={title} scope="col" className="number">
                  {title}
                </th>
              ))}
            <th scope="col" className="number">
              Alone, ms
            </th>
            {retrieves && (
              <th scope="col" className="number">
                Retrieval, ms
              </th>
            )}
          </tr>
        </thead>
        <tbody onKeyDown={moveBetweenRows}>
          {all.flatMap(({ evaluation, rows }) =>
            rows.map((row, index) => (
              <EvaluationRow
                key={`${evaluation.id} ${row.name}`}
                evaluation={evaluation}
                row={row}
                first={index === 0}
                ownTask={run.task?.id}
                shown={shown}
                retrieves={retrieves}
                hasBaseline={hasBaseline}
              />
            )),
          )}
        </tbody>
      </TableBox>
      {undefinedNames.map((name) => (
        <p key={name} className="mt-2 text-xs text-ink-2">
          –: {undefinedScoreReason(name)}
        </p>
      ))}
    </Section>
  );
}
