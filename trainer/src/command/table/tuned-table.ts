import { gainBetween, gainText, scoreText } from '@stillhouse/domain/score/score-text.ts';
import type { TunedAgain } from '../../stage/knowledge-base/tune-again.ts';
import { textTable } from './text-table.ts';

const titles = ['', 'K', 'τ', 'β', 'alone', 'neighbors only', 'with retrieval', 'gain', 'p', 'before'];

/** Each student with the policy chosen now, × 100, and its score under the policy it has, by name. One table for each dataset. */
export function tunedTable(students: readonly TunedAgain[]): string {
  const datasets = [...new Set(students.map(({ dataset }) => dataset))];
  return datasets
    .map((dataset) => {
      const rows = students
        .filter((student) => student.dataset === dataset)
        .sort((a, b) => a.run.localeCompare(b.run, 'en', { numeric: true }))
        .map(rowOf);
      return `${dataset}, × 100\n${textTable(titles, rows)}`;
    })
    .join('\n\n');
}

function rowOf({ run, policy, alone, neighborsOnly, fused, gainPValue, before }: TunedAgain): string[] {
  return [
    run,
    String(policy.k),
    String(policy.temperature),
    String(policy.beta),
    scoreText(alone),
    scoreText(neighborsOnly),
    scoreText(fused),
    gainText(gainBetween(alone, fused)),
    gainPValue === null ? '–' : gainPValue.toPrecision(2),
    scoreText(before.fused),
  ];
}
