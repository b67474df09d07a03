import { useApiUrl } from '../apollo/provider.tsx';
import { formatBytes } from '../format/number.ts';
import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import { Section } from '../ui/section.tsx';
import { TableBox } from '../ui/table-box.tsx';

const RunFilesDocument = graphql(`
  fragment RunFiles on Run {
    id
    artifacts {
      id
      name
      kind
      bytes
      sha256
    }
  }
`);

/** The run's files, its checkpoint above all, each to be saved. */
export function RunFiles({ run: masked }: { run: FragmentType<typeof RunFilesDocument> }) {
  const { id, artifacts } = readFragment(RunFilesDocument, masked);
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
