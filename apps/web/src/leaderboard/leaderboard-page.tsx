'use client';

import { useQuery } from '@apollo/client/react';
import { useQueryStates } from 'nuqs';
import { shownData } from '../apollo/shown-data.ts';
import { readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { TableSkeleton } from '../ui/skeleton.tsx';
import { StaleNotice } from '../ui/stale-notice.tsx';
import { BoardRowDocument } from './board-row.tsx';
import { boardSearch } from './board-search.ts';
import { BoardTable } from './board-table.tsx';
import { CheckMenu } from './check-menu.tsx';
import { cellOf, figureColumns } from './columns.ts';
import { GainPlot } from './gain-plot.tsx';
import { listOfTasks } from './list-of-tasks.ts';
import { chooseTasks, taskFilter, taskMenu } from './task-choice.ts';
import { useBenchmark } from './use-benchmark.ts';

const LeaderboardPageDocument = graphql(`
  query LeaderboardPage($benchmark: String!, $split: Split!, $filter: LeaderboardFilter) {
    tasks {
      id
      title
      benchmark
    }
    leaderboard(benchmark: $benchmark, split: $split, filter: $filter) {
      benchmark
      split
      averagedTasks {
        id
        title
      }
      columns {
        key
        label
        score
        content
        majorityBaseline
        averaged
        task {
          id
          synthetic
        }
      }
      rows {
        ...BoardRow
      }
    }
  }
`);

/** How often the board is queried again, so that it shows runs that have ended since. */
const patienceMilliseconds = 30_000;

const benchmarkOptions = [
  { value: 'glue', title: 'GLUE' },
  { value: 'synthetic', title: 'Synthetic' },
  { value: 'custom', title: 'Custom' },
] as const;
const splitOptions = [
  { value: 'DEV', title: 'Dev' },
  { value: 'TEST', title: 'Test' },
] as const;

/** Recipes against each other: mean ± sd over seeds, what retrieval gained, and what it costs. */
export function LeaderboardPage() {
  const [search, setSearch] = useQueryStates(boardSearch);
  const benchmark = useBenchmark(search.benchmark);
  const { data, previousData, error, refetch } = useQuery(LeaderboardPageDocument, {
    variables: { benchmark: benchmark ?? 'glue', split: search.split, filter: taskFilter(search) },
    skip: benchmark === null,
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
    pollInterval: patienceMilliseconds,
    skipPollAttempt: () => document.hidden,
  });
  const shown = shownData({ data, previousData, error });
  const board = shown?.leaderboard;
  const rows = readFragment(BoardRowDocument, board?.rows) ?? [];
  const offered = shown?.tasks.filter((task) => task.benchmark === benchmark) ?? [];
  const withResults = board?.columns.filter(({ key }) => rows.some((row) => cellOf(row, key))) ?? [];
  const averaged = board?.columns.filter((column) => column.averaged).map(({ key }) => key) ?? [];
  const menu = taskMenu(
    search,
    offered.map(({ id }) => id),
    withResults.map(({ task }) => task.id),
  );
  return (
    <>
      <PageHeader
        title="Leaderboard"
        tools={
          <>
            <Segmented
              label="Benchmark"
              value={benchmark ?? 'glue'}
              options={benchmarkOptions}
              onChange={(next) =>
                void setSearch({ benchmark: next, tasks: [], without: [], sort: 'rank', direction: 'ASC' })
              }
            />
            <Segmented
              label="Split"
              value={search.split}
              options={splitOptions}
              onChange={(split) => void setSearch({ split })}
            />
            <CheckMenu
              title="Tasks"
              options={offered
                .filter(({ id }) => menu.options.includes(id))
                .map((task) => ({ value: task.id, title: task.title }))}
              checked={menu.checked}
              onChange={(next) => void setSearch(chooseTasks(search, menu, next))}
            />
            <CheckMenu
              title="Columns"
              options={figureColumns(averaged).map((column) => ({ value: column.key, title: column.title }))}
              checked={figureColumns(averaged)
                .map((column) => column.key)
                .filter((key) => !search.hide.includes(key))}
              onChange={(shown) =>
                void setSearch({
                  hide: figureColumns(averaged)
                    .map((column) => column.key)
                    .filter((key) => !shown.includes(key)),
                })
              }
            />
          </>
        }
      >
        {board && rows.length > 0 && (
          <p className="mt-1 max-w-4xl text-xs text-ink-2">
            Scores × 100, mean ± sd over seeds, of the predictor that each recipe is ranked by; the other one
            is below it. Bold: highest mean of its column, teachers aside; •: a Welch t test over seeds does
            not tell it from the best (p ≥ 0.05); a single seed is not tested.{' '}
            {averageText(board.averagedTasks)} Rows are ranked by it. Latency under load is not ranked. Tasks
            without results have no column.
          </p>
        )}
      </PageHeader>
      {error && !board && <ErrorState error={error} retry={() => refetch()} />}
      {error && board && <StaleNotice />}
      {!board && !error && <TableSkeleton />}
      {board && rows.length === 0 && <EmptyBoard benchmark={board.benchmark} split={board.split} />}
      {board && rows.length > 0 && (
        <>
          <BoardTable
            columns={withResults}
            averaged={averaged}
            rows={rows}
            sort={search.sort}
            direction={search.direction}
            hidden={search.hide}
            onSort={(sort, direction) => void setSearch({ sort, direction })}
          />
          <GainPlot columns={withResults} rows={rows} />
        </>
      )}
    </>
  );
}

/** Over which tasks averages are. */
function averageText(tasks: readonly { title: string }[]): string {
  if (tasks.length === 0) return 'There is no average: no task that counts towards it has a result.';
  return `The average is over ${listOfTasks(tasks)}, for recipes scored on the whole split of each.`;
}

const commands: Record<string, string> = {
  glue: 'npm run train -- --task rte --data glue/RTE',
  custom: 'npm run train -- --task my-task.yaml',
};

function EmptyBoard({ benchmark, split }: { benchmark: string; split: string }) {
  if (benchmark === 'glue' && split === 'TEST') {
    return (
      <EmptyState
        title="No scores on the GLUE test split"
        command="npx stillhouse submit --runs RUN,RUN --data glue --out submission.zip"
      >
        Its labels are not public. This command writes the file of predictions that GLUE’s own server scores.
      </EmptyState>
    );
  }
  const where = `${benchmark === 'glue' ? 'GLUE' : benchmark} ${split.toLowerCase()}`;
  return (
    <EmptyState
      title={`No evaluation on the ${where} split yet`}
      command={commands[benchmark] ?? 'npm run demo'}
    >
      A row appears once a run has finished with an evaluation.
    </EmptyState>
  );
}
