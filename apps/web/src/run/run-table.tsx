'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { FragmentType } from '../generated/fragment-masking.ts';
import type { RunRowFragment } from '../generated/graphql.ts';
import { moveBetweenRows } from '../ui/row-keys.ts';
import { SortHeader } from '../ui/sort-header.tsx';
import { TableBox } from '../ui/table-box.tsx';
import { useNow } from '../ui/use-now.ts';
import type { RunSearch } from './run-filters.ts';
import { RunRow, type RunRowDocument } from './run-row.tsx';

const rowHeight = 32;

interface Column {
  title: string;
  /** Pixels; the first column takes what is left. Fixed, so that live rows and scrolling move nothing. */
  width?: number;
  sort?: RunSearch['sort'];
  number?: boolean;
}

const columns: readonly Column[] = [
  { title: 'Run', sort: 'NAME' },
  { title: 'Status', width: 84, sort: 'STATUS' },
  { title: 'Task', width: 214, sort: 'TASK' },
  { title: 'Kind', width: 68 },
  { title: 'Objective', width: 84 },
  { title: 'Seed', width: 50, number: true },
  { title: 'Score × 100', width: 100, number: true },
  { title: 'Predictor', width: 80 },
  { title: 'Gain, points', width: 98, number: true },
  { title: 'Duration', width: 96, number: true },
  { title: 'Started', width: 84, sort: 'CREATED_AT', number: true },
];

/** Rows in view only are drawn; reaching the end asks for the next page. */
export function RunTable({
  runs,
  total,
  search,
  onSort,
  more,
}: {
  runs: readonly (FragmentType<typeof RunRowDocument> & { id: RunRowFragment['id'] })[];
  total: number;
  search: RunSearch;
  onSort: (change: Pick<RunSearch, 'sort' | 'direction'>) => void;
  /** Asks for the next page; null when there is none. */
  more: (() => void) | null;
}) {
  const box = useRef<HTMLDivElement>(null);
  const now = useNow(1000);
  const virtual = useVirtualizer({
    count: runs.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const rows = virtual.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= runs.length - 10) more();
  }, [more, last, runs.length]);

  const above = rows[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (rows.at(-1)?.end ?? 0);
  return (
    <TableBox
      ref={box}
      label="Runs"
      rows={total + 1}
      minWidth={1120}
      className="max-h-[calc(100dvh-190px)] md:max-h-[calc(100dvh-146px)]"
    >
      <colgroup>
        {columns.map(({ title, width }) => (
          <col key={title} style={{ width }} />
        ))}
      </colgroup>
      <thead>
        <tr aria-rowindex={1}>
          {columns.map(({ title, sort, number }) =>
            sort ? (
              <SortHeader
                key={title}
                title={title}
                number={number ?? false}
                direction={search.sort === sort ? search.direction : null}
                onSort={() => onSort(nextOrder(search, sort))}
              />
            ) : (
              <th key={title} scope="col" className={number ? 'number' : undefined}>
                {title}
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody onKeyDown={moveBetweenRows}>
        {above > 0 && <Spacer height={above} />}
        {rows.map((item) => {
          const run = runs[item.index];
          return run && <RunRow key={run.id} run={run} rowIndex={item.index + 2} now={now} />;
        })}
        {below > 0 && <Spacer height={below} />}
      </tbody>
    </TableBox>
  );
}

/** The same column again turns the order; another one starts with its natural one: newest first, names from A. */
function nextOrder(search: RunSearch, sort: RunSearch['sort']): Pick<RunSearch, 'sort' | 'direction'> {
  if (search.sort === sort) return { sort, direction: search.direction === 'ASC' ? 'DESC' : 'ASC' };
  return { sort, direction: sort === 'CREATED_AT' ? 'DESC' : 'ASC' };
}

function Spacer({ height }: { height: number }) {
  return (
    <tr>
      <td colSpan={columns.length} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}
