import { runKinds, runStatuses } from '@stillhouse/domain/run/run.ts';
import { parseAsString, parseAsStringLiteral } from 'nuqs';
import type { RunFilter, RunOrder } from '../generated/graphql.ts';

export const orders = ['CREATED_AT', 'NAME', 'STATUS', 'TASK'] as const;

/** What of the run table is in its address. */
export const runSearch = {
  status: parseAsStringLiteral(runStatuses),
  kind: parseAsStringLiteral(runKinds),
  task: parseAsString.withDefault(''),
  objective: parseAsString.withDefault(''),
  q: parseAsString.withDefault(''),
  sort: parseAsStringLiteral(orders).withDefault('CREATED_AT'),
  direction: parseAsStringLiteral(['ASC', 'DESC'] as const).withDefault('DESC'),
};

export interface RunSearch {
  status: (typeof runStatuses)[number] | null;
  kind: (typeof runKinds)[number] | null;
  task: string;
  objective: string;
  q: string;
  sort: (typeof orders)[number];
  direction: 'ASC' | 'DESC';
}

/** The API's filter for what the address says; null when it says nothing. */
export function runFilter(search: RunSearch): RunFilter | null {
  const filter: RunFilter = {};
  if (search.status) filter.status = { eq: search.status };
  if (search.kind) filter.kind = { eq: search.kind };
  if (search.task) filter.task = { eq: search.task };
  if (search.objective) filter.objective = { eq: search.objective };
  if (search.q) filter.name = { contains: search.q };
  return Object.keys(filter).length > 0 ? filter : null;
}

export function runOrder(search: RunSearch): RunOrder[] {
  return [{ by: search.sort, direction: search.direction }];
}
