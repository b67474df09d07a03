'use client';

import { useQuery } from '@apollo/client/react';
import { isUnknownId } from '../apollo/is-unknown-id.ts';
import { graphql } from '../generated/gql.ts';
import { RunCurves } from '../metric/run-curves.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { Missing } from '../ui/missing.tsx';
import { BlockSkeleton } from '../ui/skeleton.tsx';
import { StaleNotice } from '../ui/stale-notice.tsx';
import { RunEnvironment } from './run-environment.tsx';
import { RunEvaluations } from './run-evaluations.tsx';
import { RunFiles } from './run-files.tsx';
import { RunHeader } from './run-header.tsx';
import { RunLineage } from './run-lineage.tsx';
import { RunRecipe } from './run-recipe.tsx';
import { underWay } from './status.ts';
import { useLiveRun } from './use-live-run.ts';

const RunPageDocument = graphql(`
  query RunPage($id: ID!) {
    run(id: $id) {
      id
      status
      ...RunHeader
    }
  }
`);

/** Everything about one run, updated while it is under way. A part that fails shows its error, and the others stay. */
export function RunPage({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(RunPageDocument, {
    variables: { id },
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
  });
  const run = data?.run;
  const live = run ? underWay(run.status) : false;
  const version = useLiveRun(id, live || error !== undefined, refetch);
  if (isUnknownId(error) || (data && !run)) return <Missing noun="run" all="/runs" />;
  if (error && !run) return <ErrorState page error={error} retry={() => refetch()} />;
  if (!run)
    return (
      <div className="pt-10">
        <BlockSkeleton height={320} />
      </div>
    );
  return (
    <>
      {error && <StaleNotice />}
      <RunHeader run={run} />
      <RunEvaluations id={id} version={version} />
      <RunCurves id={id} live={live} version={version} />
      <RunLineage id={id} version={version} />
      <RunFiles id={id} version={version} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-x-10 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <RunRecipe id={id} />
        <RunEnvironment id={id} />
      </div>
    </>
  );
}
