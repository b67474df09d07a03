import { useApiUrl } from '../apollo/provider.tsx';
import { formatBytes } from '../format/number.ts';
import { graphql } from '../generated/gql.ts';
import type { RunFilesQuery } from '../generated/graphql.ts';
import { Section } from '../ui/section.tsx';
import { TableBox } from '../ui/table-box.tsx';
import { RunPart } from './run-part.tsx';
import { useRunPart } from './use-run-part.ts';

const RunFilesDocument = graphql(`
  query RunFiles($id: ID!) {
    run(id: $id) {
      id
      artifacts {
        id
        name
        kind
        bytes
        sha256
      }
    }
  }
`);

/** The run's files, each with a link that downloads it. */
export function RunFiles({ id, version }: { id: string; version: number }) {
  const part = useRunPart(RunFilesDocument, id, version);
  return (
    <RunPart title="Files" part={part} height={0}>
      {(run) => <Shown run={run} />}
    </RunPart>
  );
}

function Shown({ run: { id, artifacts } }: { run: NonNullable<RunFilesQuery['run']> }) {
  const url = useApiUrl();
  if (artifacts.length === 0) return null;
  return (
    <Section title="Files">
      <TableBox label="Files">
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col">Kind</th>
            <th scope="col" className="number">
              Size
            </th>
            <th scope="col">sha256</th>
          </tr>
        </thead>
        <tbody>
          {artifacts.map(({ id: key, name, kind, bytes, sha256 }) => (
            <tr key={key}>
              <td>
                <a
                  href={`${url}/bulk/runs/${encodeURIComponent(id)}/artifacts/${encodeURIComponent(name)}`}
                  className="text-accent hover:underline"
                >
                  {name}
                </a>
              </td>
              <td className="text-ink-2">{kind}</td>
              <td className="number">{formatBytes(bytes)}</td>
              <td className="font-mono text-xs text-ink-2" title={sha256}>
                {sha256.slice(0, 12)}
              </td>
            </tr>
          ))}
        </tbody>
      </TableBox>
    </Section>
  );
}
