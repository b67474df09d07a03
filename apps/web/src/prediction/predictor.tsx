import type { Predictor } from '@stillhouse/domain/record/evaluation.ts';
import type { RunKind } from '@stillhouse/domain/run/run.ts';
import { predictorTitle, shownPredictor } from './predictor-title.ts';

const backgrounds: Record<Predictor, string> = {
  STUDENT: 'bg-student',
  RETRIEVED: 'bg-retrieved',
  FUSED: 'bg-fused',
  TEACHER: 'bg-teacher',
};

/** Class that fills with the predictor's color, the same on every page. @param kind of the run that predicts */
export function predictorBackground(predictor: Predictor, kind: RunKind): string {
  return backgrounds[shownPredictor(predictor, kind)];
}

/** A predictor's name behind a swatch of its color. @param kind of the run that predicts */
export function PredictorName({ predictor, kind }: { predictor: Predictor; kind: RunKind }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <span aria-hidden="true" className={`size-2 rounded-[2px] ${predictorBackground(predictor, kind)}`} />
      {predictorTitle(predictor, kind)}
    </span>
  );
}
