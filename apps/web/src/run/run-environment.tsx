import { unknown } from '../format/number.ts';
import { graphql } from '../generated/gql.ts';
import type { RunEnvironmentQuery } from '../generated/graphql.ts';
import { Command } from '../ui/command.tsx';
import { Facts } from '../ui/facts.tsx';
import { Section } from '../ui/section.tsx';
import { RunPart } from './run-part.tsx';
import { SourceChanges } from './source-changes.tsx';
import { useRunPart } from './use-run-part.ts';

const RunEnvironmentDocument = graphql(`
  query RunEnvironment($id: ID!) {
    run(id: $id) {
      id
      environment {
        host
        platform
        node
        backend
        backendReason
        device
        gitCommit
        sources {
          name
          commit
          diff
          truncated
          diffLength
        }
        processor
        cores
        memoryBytes
        driver
        cuda
        command
        versions {
          name
          version
        }
      }
    }
  }
`);

/** Where and with what the run ran, and the command that runs it again. */
export function RunEnvironment({ id }: { id: string }) {
  const part = useRunPart(RunEnvironmentDocument, id);
  return (
    <RunPart title="Environment" part={part}>
      {(run) => <Shown run={run} />}
    </RunPart>
  );
}

function Shown({ run: { environment } }: { run: NonNullable<RunEnvironmentQuery['run']> }) {
  if (!environment) {
    return (
      <Section title="Environment">
        <p className="text-ink-2">No environment was recorded.</p>
      </Section>
    );
  }
  const facts = [
    { term: 'Backend', value: environment.backend ?? unknown },
    { term: 'Why this one', value: environment.backendReason ?? unknown },
    { term: 'Device', value: environment.device ?? unknown },
    { term: 'Host', value: `${environment.host} (${environment.platform})` },
    { term: 'Processor', value: processorOf(environment) },
    ...(environment.driver
      ? [{ term: 'NVIDIA driver', value: `${environment.driver}, CUDA ${environment.cuda} at most` }]
      : []),
    { term: 'Node', value: environment.node },
    { term: 'Commit', value: <span className="font-mono text-xs">{environment.gitCommit ?? unknown}</span> },
    ...environment.versions.map(({ name, version }) => ({ term: name, value: version })),
  ];
  return (
    <Section title="Environment">
      {environment.command && (
        <div className="mb-3">
          <p className="mb-1 text-xs text-ink-2">Run it again with</p>
          <Command text={environment.command} what="the command that runs it again" />
        </div>
      )}
      <Facts facts={facts} wide />
      {environment.sources.map((source) => (
        <SourceChanges key={source.name} source={source} />
      ))}
    </Section>
  );
}

function processorOf({
  processor,
  cores,
  memoryBytes,
}: {
  processor?: string | null;
  cores?: number | null;
  memoryBytes?: number | null;
}): string {
  if (!processor || !cores || !memoryBytes) return unknown;
  return `${processor}, ${cores} cores, ${(memoryBytes / 2 ** 30).toFixed(0)} GiB`;
}
