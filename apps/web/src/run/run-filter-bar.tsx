'use client';

import { useQuery } from '@apollo/client/react';
import { runKinds, runStatuses } from '@stillhouse/domain/run/run.ts';
import { graphql } from '../generated/gql.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Select } from '../ui/select.tsx';
import { TextFilter } from '../ui/text-filter.tsx';
import type { RunSearch } from './run-filters.ts';
import { statusLook } from './status.ts';
import { kindTitle, objectiveNames, objectiveTitle } from './words.ts';

const FilterTasksDocument = graphql(`
  query FilterTasks {
    tasks {
      id
      title
    }
  }
`);

const statusOptions = runStatuses.map((value) => ({ value, title: statusLook(value).word }));
const kindOptions = runKinds.map((value) => ({ value, title: kindTitle(value) }));
const objectiveOptions = objectiveNames.map((value) => ({ value, title: objectiveTitle(value) }));

/** The filters of the run table; each one changes the page's address. */
export function RunFilterBar({
  search,
  onChange,
}: {
  search: RunSearch;
  onChange: (change: Partial<RunSearch>) => void;
}) {
  const { data: { tasks = [] } = {} } = useQuery(FilterTasksDocument);
  const filtered = Boolean(search.status || search.kind || search.task || search.objective || search.q);
  return (
    // biome-ignore lint/a11y/useSemanticElements: <search> is not yet known to every screen reader
    <div role="search" aria-label="Filter runs" className="flex flex-wrap items-center gap-2">
      <TextFilter label="Name contains" value={search.q} onChange={(q) => onChange({ q })} />
      <Select
        label="Status"
        any="Any status"
        value={search.status ?? ''}
        options={statusOptions}
        onChange={(value) => onChange({ status: runStatuses.find((status) => status === value) ?? null })}
      />
      <Select
        label="Kind"
        any="Any kind"
        value={search.kind ?? ''}
        options={kindOptions}
        onChange={(value) => onChange({ kind: runKinds.find((kind) => kind === value) ?? null })}
      />
      <Select
        label="Task"
        any="Any task"
        value={search.task}
        options={tasks.map((task) => ({ value: task.id, title: task.title }))}
        onChange={(task) => onChange({ task })}
      />
      <Select
        label="Objective"
        any="Any objective"
        value={search.objective}
        options={objectiveOptions}
        onChange={(objective) => onChange({ objective })}
      />
      {filtered && (
        <Button
          className="border-transparent text-ink-2"
          onClick={() => onChange({ status: null, kind: null, task: '', objective: '', q: '' })}
        >
          <Icon name="close" size={12} />
          Clear filters
        </Button>
      )}
    </div>
  );
}
