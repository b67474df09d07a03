import { scoreText } from '@stillhouse/domain/score/score-text.ts';
import type { Progress } from '../../progress/progress.ts';
import type { ScoreAlone } from '../evaluation/evaluate-alone.ts';

/** Prints how a finished teacher scores, as the end of a student does: `rte/teacher/seed-1  accuracy 64.3`. */
export function reportScores(progress: Progress, name: string, scores: readonly ScoreAlone[]): void {
  const datasets = [...new Set(scores.map(({ dataset }) => dataset))];
  const texts = datasets.map((dataset) => {
    const own = scores.filter((one) => one.dataset === dataset);
    const text = own.map(({ score, value }) => `${score} ${scoreText(value)}`).join(', ');
    return datasets.length > 1 ? `${dataset}: ${text}` : text;
  });
  if (texts.length > 0) progress.say(`${name.padEnd(36)}  ${texts.join('; ')}`);
}
