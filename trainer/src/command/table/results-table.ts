import { gainBetween, gainText, scoreText, spreadText } from '@stillhouse/domain/score/score-text.ts';
import { meanScore } from '@stillhouse/domain/score/tuning-score.ts';
import { quantile } from '@stillhouse/domain/statistics/spread.ts';
import { spreadOf } from '@stillhouse/domain/statistics/spread-of.ts';
import type { ReportedSet, StudentScore, Summary } from '../../stage/summary.ts';
import { byRank, groupedBy, type RankedGroup, rankedBy, rankedGroup } from './ranked-group.ts';
import { textTable } from './text-table.ts';

const titles = [
  '',
  'runs',
  'alone',
  'neighbors only',
  'with retrieval',
  'ranked by',
  'gain',
  'p',
  'retrieval',
  'ms alone',
  'ms with',
];

/**
 * What came out, × 100: the teacher, the majority-class baseline, and for each objective mean ± standard deviation over its seeds, the best
 * by the prediction that its objective is meant for first. One table for each dataset.
 */
export function resultsTable(summary: Summary): string {
  return summary.datasets.map((set) => tableOf(summary, set)).join('\n\n');
}

function tableOf({ task, teacher, students }: Summary, { name, score, baseline }: ReportedSet): string {
  const scored = teacher.scores.filter(({ dataset }) => dataset === name);
  const here = students.filter(({ dataset }) => dataset === name);
  const groups = [...groupedBy(here, ({ objective }) => objective)].map(([title, group]) =>
    rankedGroup(title, group),
  );
  const blank = new Array<string>(titles.length).fill('');
  const line = (title: string, runs: string, alone: string) => [title, runs, alone, ...blank.slice(3)];
  const rows = [
    ...(scored.length > 0
      ? [line('teacher', '1', scoreText(meanScore(scored.map(({ value }) => value))))]
      : []),
    ...(baseline === null ? [] : [line('majority class', '', scoreText(baseline))]),
    ...groups.sort(byRank).map((group) => rowOf(group, baseline)),
  ];
  const caption = `${task.title}${task.synthetic ? ' (generated)' : ''}, ${name}: ${score} × 100`;
  return [caption, textTable(titles, rows), ...notesOf(groups, baseline)].join('\n');
}

function rowOf(group: RankedGroup, baseline: number | null): string[] {
  const { title, students, pValue, verdict } = group;
  const gain = spreadText(
    students.map(({ alone, fused }) => gainBetween(alone, fused)),
    gainText,
  );
  return [
    title,
    String(students.length),
    spreadText(students.map(({ alone }) => alone)),
    spreadText(students.map(({ neighborsOnly }) => neighborsOnly)),
    spreadText(students.map(({ fused }) => fused)),
    rankedBy(group),
    isBelow(group, baseline) ? `${gain} †` : gain,
    pValue === null ? '–' : pValue.toPrecision(2),
    verdict,
    latencyText(students, 'studentP50'),
    latencyText(students, 'retrievalP50'),
  ];
}

function notesOf(groups: readonly RankedGroup[], baseline: number | null): string[] {
  const latencies = groups.flatMap(({ students }) => students.map(({ latency }) => latency?.quiet));
  return [
    ...(groups.some((group) => isBelow(group, baseline))
      ? [
          `† student alone no better than the majority-class baseline (${scoreText(baseline)}): the gain means little.`,
        ]
      : []),
    ...(latencies.includes(false)
      ? ['* measured while the machine was busy with other work: not comparable with other figures.']
      : []),
  ];
}

/** Whether the students alone are no better than predicting one class. */
function isBelow({ students }: RankedGroup, baseline: number | null): boolean {
  const { mean } = spreadOf(students.map(({ alone }) => alone));
  return baseline !== null && mean !== null && mean <= baseline;
}

/** Median over the students measured on a quiet machine; over all, and marked, where there is none. */
function latencyText(students: readonly StudentScore[], part: 'studentP50' | 'retrievalP50'): string {
  const measured = students.flatMap(({ latency }) => (latency ? [latency] : []));
  const comparable = measured.filter(({ quiet }) => quiet !== false);
  const used = comparable.length > 0 ? comparable : measured;
  const milliseconds = used.map((latency) => latency[part]).filter((value) => value !== null);
  if (milliseconds.length === 0) return '–';
  return `${quantile(milliseconds, 0.5).toFixed(2)}${comparable.length > 0 ? '' : ' *'}`;
}
