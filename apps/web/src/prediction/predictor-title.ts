import type { Predictor } from '@stillhouse/domain/record/evaluation.ts';
import type { RunKind } from '@stillhouse/domain/run/run.ts';

const titles: Record<Predictor, string> = {
  STUDENT: 'Student',
  RETRIEVED: 'Retrieved',
  FUSED: 'Fused',
  TEACHER: 'Teacher',
};

/** The predictor to show for a run's prediction: what a teacher's own run predicts is the teacher's, whichever column stores it. */
export function shownPredictor(predictor: Predictor, kind: RunKind): Predictor {
  return kind === 'TEACHER' && predictor === 'STUDENT' ? 'TEACHER' : predictor;
}

/** A predictor's name on pages about a run of that kind. The model of an external run need not be a student. */
export function predictorTitle(predictor: Predictor, kind: RunKind): string {
  if (kind === 'EXTERNAL' && predictor === 'STUDENT') return 'Model';
  return titles[shownPredictor(predictor, kind)];
}
