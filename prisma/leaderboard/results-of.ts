import type { BoardDataset, BoardRun } from '@stillhouse/domain/leaderboard/board-run.ts';
import type { RecipeRow, ResultFields } from './leaderboard-statement.ts';

/** What a run needs to predict an example, on one dataset. */
export interface RunCost {
  studentP50: number | null;
  studentP95: number | null;
  retrievalP50: number | null;
  retrievalP95: number | null;
  /** Whether the machine was quiet while latency was measured; null where unknown. */
  quiet: boolean | null;
  entries: number | null;
  entryBytes: number | null;
  keyBytes: number | null;
}

/** A finished run in one column, with what its row shows of it. */
export interface RunInColumn {
  column: string;
  run: BoardRun;
  parameters: number | null;
  costs: RunCost[];
}

/** The runs of a recipe by column. What a run predicted of a whole split is not mixed with what it predicted of a part. */
export function resultsOf({ results }: Pick<RecipeRow, 'results'>): RunInColumn[] {
  const byRun = new Map<string, ResultFields[]>();
  for (const fields of results) {
    const key = `${fields[3]} ${fields[0]}`;
    const there = byRun.get(key);
    if (there) there.push(fields);
    else byRun.set(key, [fields]);
  }
  return [...byRun.values()].flatMap((ofRun) => {
    const whole = ofRun.some(([, , complete]) => complete);
    const counted = ofRun.filter(([, , complete]) => complete === whole);
    const [first] = counted;
    if (!first) return [];
    const [column, , , run, seed, finishedAt, teacher, parameters] = first;
    const datasets = counted.map(datasetOf);
    return [
      { column, run: { run, seed, finishedAt, teacher, datasets }, parameters, costs: counted.map(costOf) },
    ];
  });
}

function datasetOf(fields: ResultFields): BoardDataset {
  const [, dataset, complete, , , , , , predictor, retrieves, gainPValue, gainTest, scores] = fields;
  return { dataset, complete, predictor, retrieves, gainPValue, gainTest, scores };
}

function costOf(fields: ResultFields): RunCost {
  const [studentP50, studentP95, retrievalP50, retrievalP95] = [
    fields[13],
    fields[14],
    fields[15],
    fields[16],
  ];
  const [quiet, entries, entryBytes, keyBytes] = [fields[17], fields[18], fields[19], fields[20]];
  return { studentP50, studentP95, retrievalP50, retrievalP95, quiet, entries, entryBytes, keyBytes };
}
