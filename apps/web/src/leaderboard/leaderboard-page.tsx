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
      tasks {
        id
        title
        synthetic
        scores
        averaged
      }
      rows {
        ...BoardRow
      }
    }
  }
`);

/** The board is asked for again so often: runs that end move onto it. */
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
  const filter = search.tasks.length > 0 ? { tasks: search.tasks } : null;
  const { data, previousData, error, refetch } = useQuery(LeaderboardPageDocument, {
    variables: { benchmark: benchmark ?? 'glue', split: search.split, filter },
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
  const withResults = board?.tasks.filter((task) => rows.some((row) => cellOf(row, task.id))) ?? [];
  const averaged = board?.tasks.filter((task) => task.averaged || search.tasks.length > 0) ?? [];
  const taskIds = averaged.map((task) => task.id);
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
                void setSearch({ benchmark: next, tasks: [], sort: 'rank', direction: 'ASC' })
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
              options={offered.map((task) => ({ value: task.id, title: task.title }))}
              checked={search.tasks.length > 0 ? search.tasks : offered.map((task) => task.id)}
              onChange={(next) => void setSearch({ tasks: next.length === offered.length ? [] : next })}
            />
            <CheckMenu
              title="Columns"
              options={figureColumns(taskIds).map((column) => ({ value: column.key, title: column.title }))}
              checked={figureColumns(taskIds)
                .map((column) => column.key)
                .filter((key) => !search.hide.includes(key))}
              onChange={(shown) =>
                void setSearch({
                  hide: figureColumns(taskIds)
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
            Scores × 100, mean ± sd over seeds. Bold: best in its column; •: within one sd of it. The average
            is over {listOfTasks(averaged)} and stands only where a recipe has them all on the whole split.
            {withResults.length < board.tasks.length && ' Tasks without any result have no column.'}
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
            tasks={withResults}
            averaged={taskIds}
            rows={rows}
            sort={search.sort}
            direction={search.direction}
            hidden={search.hide}
            onSort={(sort, direction) => void setSearch({ sort, direction })}
          />
          <GainPlot tasks={withResults} rows={rows} />
        </>
      )}
    </>
  );
}

const commands: Record<string, string> = {
  glue: 'npm run train -- --task rte --data glue/RTE',
  custom: 'npm run train -- --task my-task.yaml',
};

function EmptyBoard({ benchmark, split }: { benchmark: string; split: string }) {
  if (benchmark === 'glue' && split === 'TEST') {
    return (
      <EmptyState
        title="Nothing is scored on the GLUE test split here"
        command="npx stillhouse submit --runs RUN,RUN --data glue --out submission.zip"
      >
        Its labels are not public. This makes the file of predictions that GLUE’s own server scores.
      </EmptyState>
    );
  }
  const where = `${benchmark === 'glue' ? 'GLUE' : benchmark} ${split.toLowerCase()}`;
  return (
    <EmptyState
      title={`Nothing was evaluated on the ${where} split yet`}
      command={commands[benchmark] ?? 'npm run demo'}
    >
      A row appears with the first finished evaluation of a run.
    </EmptyState>
  );
}
