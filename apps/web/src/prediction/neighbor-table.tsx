import { formatSimilarity, formatUnit } from '../format/number.ts';
import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import { moveBetweenRows, rowOpener } from '../ui/row-keys.ts';
import { TableBox } from '../ui/table-box.tsx';
import { ExampleText } from './example-text.tsx';
import { LabelName } from './label-name.tsx';
import { SoftLabelBar } from './soft-label-bar.tsx';

const NeighborRowDocument = graphql(`
  fragment NeighborRow on Neighbor {
    rank
    similarity
    weight
    entry {
      id
      index
      key
      text
      label
      softLabels {
        label
        value
      }
    }
  }
`);

/**
 * Neighbors, nearest first.
 *
 * @param weighed shows rank and weight that each neighbor had in the retrieved prediction
 * @param marked ids of entries that get `markTitle` beside them
 * @param onSelect makes each row's index a button that selects its entry
 */
export function NeighborTable({
  neighbors,
  labels,
  weighed,
  marked,
  markTitle,
  onSelect,
}: {
  neighbors: readonly FragmentType<typeof NeighborRowDocument>[];
  labels: readonly string[];
  weighed: boolean;
  marked?: ReadonlySet<string>;
  markTitle?: string;
  onSelect?: (entry: string) => void;
}) {
  const rows = neighbors.map((neighbor) => readFragment(NeighborRowDocument, neighbor));
  const heaviest = Math.max(...rows.map((row) => row.weight), 1e-9);
  return (
    <TableBox label="Neighbors">
      <thead>
        <tr>
          {weighed && (
            <th scope="col" className="number">
              Rank
            </th>
          )}
          <th scope="col" className="number">
            Similarity
          </th>
          {weighed && <th scope="col">Weight</th>}
          <th scope="col">Text</th>
          <th scope="col">{labels.length > 0 ? 'Label' : 'Score'}</th>
          <th scope="col">{labels.length > 0 ? 'Soft label' : 'Teacher’s score'}</th>
          <th scope="col" className="number">
            Entry
          </th>
        </tr>
      </thead>
      <tbody onKeyDown={moveBetweenRows}>
        {rows.map((row) => (
          <tr key={row.entry.id}>
            {weighed && <td className="number text-ink-2">{row.rank}</td>}
            <td className="number">{formatSimilarity(row.similarity)}</td>
            {weighed && (
              <td>
                <span className="flex items-center gap-2">
                  <span className="number w-10">{formatUnit(row.weight)}</span>
                  <span aria-hidden="true" className="block h-2 w-10">
                    <span
                      className="block h-full rounded-[2px] bg-retrieved"
                      style={{ width: `${(100 * row.weight) / heaviest}%` }}
                    />
                  </span>
                </span>
              </td>
            )}
            <td className="w-full !whitespace-normal py-1.5!">
              <div className="min-w-[180px]">
                <ExampleText texts={row.entry.text} />
                {marked?.has(row.entry.id) && (
                  <span className="text-xs text-hurt">
                    <span aria-hidden="true">◆ </span>
                    {markTitle}
                  </span>
                )}
              </div>
            </td>
            <td>
              <LabelName label={row.entry.label} labels={labels} />
            </td>
            <td>
              <SoftLabelBar probabilities={row.entry.softLabels} expected={row.entry.label ?? null} />
            </td>
            <td className="number text-ink-2" title={row.entry.key}>
              {onSelect ? (
                <button
                  type="button"
                  {...rowOpener}
                  onClick={() => onSelect(row.entry.id)}
                  aria-label={`Neighbors of entry ${row.entry.index}`}
                  className="text-accent hover:underline"
                >
                  {row.entry.index}
                </button>
              ) : (
                row.entry.index
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </TableBox>
  );
}
