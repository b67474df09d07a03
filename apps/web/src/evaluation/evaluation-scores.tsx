import { formatScore, scoreTitle, undefinedScoreReason } from '../format/score.ts';
import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import { PredictorName, predictorBackground } from '../prediction/predictor.tsx';
import { predictorTitle } from '../prediction/predictor-title.ts';
import { Section } from '../ui/section.tsx';
import { belowBaselineText, gainSentence } from './gain-text.ts';
import { predictors, scoreRows } from './score-rows.ts';
import { ScoreValue } from './score-value.tsx';

const EvaluationScoresDocument = graphql(`
  fragment EvaluationScores on Evaluation {
    id
    rankedBy
    run {
      id
      kind
    }
    scores {
      predictor
      name
      value
    }
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
  }
`);

const line = 'flex h-6 items-center gap-3';

/** The predictors and the majority-class baseline on one axis from 0 to 100, a group for each score, and what retrieval gained. */
export function EvaluationScores({
  evaluation: masked,
}: {
  evaluation: FragmentType<typeof EvaluationScoresDocument>;
}) {
  const { scores, majorityBaseline, gain, rankedBy, run } = readFragment(EvaluationScoresDocument, masked);
  if (scores.length === 0) return null;
  const rows = scoreRows(scores, run.kind);
  return (
    <Section title="Scores" note={`Ranked by: ${predictorTitle(rankedBy, run.kind).toLowerCase()}.`}>
      <div className="grid max-w-5xl gap-x-10 gap-y-5 md:grid-cols-2">
        {rows.map((row) => {
          const constant = majorityBaseline.find(({ name }) => name === row.name)?.value ?? null;
          const isUndefined = Object.values(row.values).includes(null);
          return (
            <div key={row.name}>
              <h3 className="mb-1 text-xs text-ink-2">{scoreTitle(row.name)}</h3>
              {predictors.map((predictor) => {
                const value = row.values[predictor];
                if (value === undefined) return null;
                return (
                  <div key={predictor} className={line}>
                    <span className="w-28">
                      <PredictorName predictor={predictor} kind={run.kind} />
                    </span>
                    <Bar value={value} fill={predictorBackground(predictor, run.kind)} />
                    <span className="numeric w-10 text-right">
                      <ScoreValue name={row.name} value={value} />
                    </span>
                  </div>
                );
              })}
              {constant !== null && (
                <div className={line} title="The score of giving every example the same class">
                  <span className="w-28 text-ink-2">Majority class</span>
                  <Bar value={constant} fill="bg-line-strong" />
                  <span className="numeric w-10 text-right text-ink-2">{formatScore(constant)}</span>
                </div>
              )}
              {isUndefined && <p className="mt-1 text-xs text-ink-2">–: {undefinedScoreReason(row.name)}</p>}
            </div>
          );
        })}
      </div>
      {gain && (
        <p className="numeric mt-3 text-xs text-ink-2">
          {gainSentence(gain)} {gain.belowBaseline && <span className="text-lost">{belowBaselineText}</span>}
        </p>
      )}
    </Section>
  );
}

function Bar({ value, fill }: { value: number | null; fill: string }) {
  return (
    <span aria-hidden="true" className="h-2.5 flex-1 bg-sunken">
      <span className={`block h-full ${fill}`} style={{ width: `${Math.max(0, 100 * (value ?? 0))}%` }} />
    </span>
  );
}
