import { formatCount, formatParameters } from '../format/number.ts';
import { elapsed, formatAgo, formatDateTime, formatDuration } from '../format/time.ts';
import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import { type Fact, Facts } from '../ui/facts.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { SyntheticMark } from '../ui/synthetic-mark.tsx';
import { useNow } from '../ui/use-now.ts';
import { endOf } from './end-of.ts';
import { underWay } from './status.ts';
import { StatusMark } from './status-mark.tsx';
import { kindTitle, objectiveTitle } from './words.ts';

const RunHeaderDocument = graphql(`
  fragment RunHeader on Run {
    id
    name
    kind
    status
    seed
    tags
    notes
    createdAt
    startedAt
    finishedAt
    heartbeatAt
    parameters
    failure {
      message
    }
    project {
      id
      name
    }
    task {
      id
      title
      synthetic
    }
    recipe {
      digest
      title
      objective
    }
  }
`);

/** Name, status and the facts that fit on a line; the failure's message where there is one. */
export function RunHeader({ run: masked }: { run: FragmentType<typeof RunHeaderDocument> }) {
  const run = readFragment(RunHeaderDocument, masked);
  const live = underWay(run.status);
  const now = useNow(1000, live);
  const facts: Fact[] = [
    {
      term: 'Task',
      value: run.task ? (
        <>
          {run.task.title}
          {run.task.synthetic && <SyntheticMark />}
        </>
      ) : (
        '–'
      ),
    },
    { term: 'Kind', value: kindTitle(run.kind) },
    ...(run.recipe.objective ? [{ term: 'Objective', value: objectiveTitle(run.recipe.objective) }] : []),
    { term: 'Seed', value: formatCount(run.seed) },
    { term: 'Parameters', value: formatParameters(run.parameters) },
    { term: 'Started', value: formatDateTime(run.startedAt ?? run.createdAt) },
    {
      term: live ? 'Running for' : 'Duration',
      value: formatDuration(elapsed(run.startedAt, endOf(run), now)),
    },
    ...(live || run.status === 'LOST'
      ? [{ term: 'Last heartbeat', value: formatAgo(run.heartbeatAt, now) }]
      : []),
    { term: 'Project', value: run.project.name },
    ...(run.tags.length > 0 ? [{ term: 'Tags', value: run.tags.join(', ') }] : []),
  ];
  return (
    <PageHeader
      crumbs={[{ title: 'Runs', href: '/runs' }]}
      title={run.name}
      tools={<StatusMark status={run.status} />}
    >
      {run.failure && <Failure message={run.failure.message} />}
      <div className="mt-4">
        <Facts facts={facts} />
      </div>
      {run.notes && <p className="mt-3 max-w-3xl whitespace-pre-line text-ink-2">{run.notes}</p>}
    </PageHeader>
  );
}

function Failure({ message }: { message: string }) {
  return (
    <div role="alert" className="mt-3 border-l-2 border-failed pl-3">
      <p className="text-xs text-failed">This run failed</p>
      <pre className="mt-1 max-h-60 overflow-auto whitespace-pre-wrap wrap-anywhere font-mono text-xs">
        {message}
      </pre>
    </div>
  );
}
