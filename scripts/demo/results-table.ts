import { StillhouseClient } from '@stillhouse/client/client.ts';
import { gainText, meanText, scoreText } from '@stillhouse/domain/score/score-text.ts';

const document = /* GraphQL */ `
  query DemoResults {
    leaderboard(benchmark: "synthetic", split: DEV) {
      rows {
        label
        kind
        cells { task n mean sd alone aloneSd neighborsOnly gain retention }
      }
    }
  }
`;

interface Cell {
  task: string;
  n: number;
  mean: number;
  sd: number | null;
  alone: number | null;
  aloneSd: number | null;
  neighborsOnly: number | null;
  gain: number | null;
  retention: number | null;
}
interface Answer {
  leaderboard: { rows: { label: string; kind: string; cells: Cell[] }[] };
}

const columns = [
  'task',
  'recipe',
  'runs',
  'alone',
  'neighbors only',
  'with retrieval',
  'gain',
  'retention %',
];

/** What stands on the leaderboard of the generated tasks, as a table of text: accuracy × 100, mean ± standard deviation over seeds. */
export async function resultsTable(apiUrl: string): Promise<string> {
  const { leaderboard } = await new StillhouseClient({ url: apiUrl }).query<Answer>(document, {});
  const rows = leaderboard.rows
    .flatMap(({ label, kind, cells }) => cells.map((cell) => tableRow(label, kind, cell)))
    .sort((a, b) => (a[0] ?? '').localeCompare(b[0] ?? ''));
  const widths = columns.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ');
  return [line(columns), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}

function tableRow(label: string, kind: string, cell: Cell): string[] {
  return [
    cell.task,
    label,
    String(cell.n),
    kind === 'TEACHER' ? spread(cell.mean, cell.sd) : spread(cell.alone, cell.aloneSd),
    spread(cell.neighborsOnly, null),
    kind === 'TEACHER' ? '–' : spread(cell.mean, cell.sd),
    cell.gain === null ? '–' : gainText(cell.gain),
    cell.retention === null ? '–' : scoreText(cell.retention),
  ];
}

function spread(mean: number | null, sd: number | null): string {
  return mean === null ? '–' : meanText(mean, sd);
}
