import { StillhouseClient } from '@stillhouse/client/client.ts';
import { gainText, meanText, scoreText } from '@stillhouse/domain/score/score-text.ts';

const document = /* GraphQL */ `
  query DemoResults {
    leaderboard(benchmark: "synthetic", split: DEV) {
      rows {
        label
        kind
        cells {
          task n mean sd predictor alone aloneSd neighborsOnly neighborsOnlySd gain gainSd retention
          belowBaseline majorityBaseline
          other { mean sd }
          retrievalGain { verdict pValue belowBaseline }
        }
      }
    }
  }
`;

export interface Cell {
  task: string;
  n: number;
  /** Of the prediction that ranks. */
  mean: number | null;
  sd: number | null;
  predictor: string;
  alone: number | null;
  aloneSd: number | null;
  neighborsOnly: number | null;
  neighborsOnlySd: number | null;
  gain: number | null;
  gainSd: number | null;
  retention: number | null;
  /** Whether the mean is no higher than the majority-class baseline. */
  belowBaseline: boolean;
  majorityBaseline: number | null;
  /** Of the prediction that does not rank. */
  other: { mean: number | null; sd: number | null } | null;
  retrievalGain: {
    verdict: string;
    pValue: number | null /** Whether the students alone are no better. */;
    belowBaseline: boolean;
  } | null;
}
export interface Row {
  label: string;
  kind: string;
  cells: Cell[];
}

const columns = [
  'task',
  'recipe',
  'runs',
  'alone',
  'neighbors only',
  'with retrieval',
  'ranked by',
  'gain',
  'retrieval',
  'retention %',
];

/** The leaderboard of the generated tasks as a table of text: accuracy × 100, mean ± standard deviation over seeds. */
export async function resultsTable(apiUrl: string): Promise<string> {
  const { leaderboard } = await new StillhouseClient({ url: apiUrl }).query<{ leaderboard: { rows: Row[] } }>(
    document,
    {},
  );
  return tableOf(leaderboard.rows);
}

/** Those rows by task, in the order in which they rank, with the majority-class baseline of each task. */
export function tableOf(ranked: readonly Row[]): string {
  const rows = ranked
    .flatMap(({ label, kind, cells }) => cells.map((cell) => tableRow(label, kind, cell)))
    .sort((a, b) => (a[0] ?? '').localeCompare(b[0] ?? ''));
  const widths = columns.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  const baselines = new Map(
    ranked.flatMap(({ cells }) => cells.map(({ task, majorityBaseline }) => [task, majorityBaseline])),
  );
  const notes = [...baselines].map(([task, baseline]) => `${task} ${scoreText(baseline)}`);
  return [
    line(columns),
    widths.map((width) => '─'.repeat(width)).join('  '),
    ...rows.map(line),
    `Majority-class baseline: ${notes.join(', ')}; † marks students no better than it.`,
  ].join('\n');
}

function tableRow(label: string, kind: string, cell: Cell): string[] {
  if (kind === 'TEACHER') {
    const teacher = `${spread(cell.mean, cell.sd)}${cell.belowBaseline ? ' †' : ''}`;
    return [cell.task, label, String(cell.n), teacher, '–', '–', 'alone', '–', '–', '–'];
  }
  const isFused = cell.predictor === 'FUSED';
  const fused = isFused ? cell : cell.other;
  const alone = isFused ? { mean: cell.alone, sd: cell.aloneSd } : cell;
  return [
    cell.task,
    label,
    String(cell.n),
    spread(alone.mean, alone.sd),
    spread(cell.neighborsOnly, cell.neighborsOnlySd),
    spread(fused?.mean ?? null, fused?.sd ?? null),
    isFused ? 'with retrieval' : 'alone',
    cell.gain === null
      ? '–'
      : `${meanText(cell.gain, cell.gainSd, gainText)}${cell.retrievalGain?.belowBaseline ? ' †' : ''}`,
    cell.retrievalGain?.verdict.toLowerCase() ?? '–',
    scoreText(cell.retention),
  ];
}

function spread(mean: number | null, sd: number | null): string {
  return mean === null ? '–' : meanText(mean, sd);
}
