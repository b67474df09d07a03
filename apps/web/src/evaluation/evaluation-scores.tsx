import { formatPEquation } from '../format/number.ts';
import { formatGain, formatScore, scoreTitle } from '../format/score.ts';
import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import { PredictorName, predictorBackground } from '../prediction/predictor.tsx';
import { Section } from '../ui/section.tsx';
import { predictors, scoreRows } from './score-rows.ts';

const EvaluationScoresDocument = graphql(`
  fragment EvaluationScores on Evaluation {
    id
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
  }
`);

const tests: Record<string, string> = {
  mcnemar: 'exact McNemar test',
  'paired-bootstrap': 'paired bootstrap',
};

/** The four predictors on one axis from 0 to 100, a group for each score, and what retrieval gained. */
export function EvaluationScores({
  evaluation: masked,
}: {
  evaluation: FragmentType<typeof EvaluationScoresDocument>;
}) {
  const { scores, gain } = readFragment(EvaluationScoresDocument, masked);
  if (scores.length === 0) return null;
  return (
    <Section title="Scores">
      <div className="grid max-w-5xl gap-x-10 gap-y-5 md:grid-cols-2">
        {scoreRows(scores).map((row) => (
          <div key={row.name}>
            <h3 className="mb-1 text-xs text-ink-2">{scoreTitle(row.name)}</h3>
            {predictors.map((predictor) => {
              const value = row.values[predictor];
              if (value === undefined) return null;
              return (
                <div key={predictor} className="flex h-6 items-center gap-3">
                  <span className="w-20">
                    <PredictorName predictor={predictor} />
                  </span>
                  <span aria-hidden="true" className="h-2.5 flex-1 bg-sunken">
                    <span
                      className={`block h-full ${predictorBackground(predictor)}`}
                      style={{ width: `${Math.max(0, 100 * value)}%` }}
                    />
                  </span>
                  <span className="numeric w-10 text-right">{formatScore(value)}</span>
                </div>
              );
            })}
            {gain?.score === row.name && (
              <p className="numeric mt-1 text-xs text-ink-2">
                Retrieval gains {formatGain(gain.gain)} points over the student alone
                {gain.pValue != null &&
                  `, ${formatPEquation(gain.pValue)} (${tests[gain.test ?? ''] ?? gain.test})`}
                .
              </p>
            )}
          </div>
        ))}
      </div>
    </Section>
  );
}
