import type { Predictor } from '@stillhouse/domain/record/evaluation.ts';

const looks: Record<Predictor, { title: string; background: string }> = {
  STUDENT: { title: 'Student', background: 'bg-student' },
  RETRIEVED: { title: 'Retrieved', background: 'bg-retrieved' },
  FUSED: { title: 'Fused', background: 'bg-fused' },
  TEACHER: { title: 'Teacher', background: 'bg-teacher' },
};

/** Class that fills with the predictor's color, the same on every page. */
export function predictorBackground(predictor: Predictor): string {
  return looks[predictor].background;
}

/** A predictor's name behind a swatch of its color. */
export function PredictorName({ predictor }: { predictor: Predictor }) {
  const { title, background } = looks[predictor];
  return (
    <span className="inline-flex items-center gap-1.5">
      <span aria-hidden="true" className={`size-2 rounded-[2px] ${background}`} />
      {title}
    </span>
  );
}
