import Link from 'next/link';
import { formatBytes, formatCount, unknown } from '../format/number.ts';
import { formatGain, formatMeanSd, formatScore } from '../format/score.ts';
import { TableBox } from '../ui/table-box.tsx';
import { methodColor, methodTitle } from './method.ts';
import { changeOf, rangeText, type VariantPoint } from './variant-points.ts';

const numbers = [
  'Rows',
  'Keys',
  'Entries',
  'Index',
  'K',
  'τ',
  'β',
  'Neighbors only',
  'With retrieval',
  'Change',
  'Students',
];
const changeTitle =
  'Mean ± sd over students of the score with this variant, less that with the original; not tested';

/** The figures of a knowledge base and its variants, by the students of one recipe. */
export function VariantTable({
  label,
  points,
  original,
}: {
  label: string;
  points: readonly VariantPoint[];
  /** null where these students were not evaluated with it. */
  original: VariantPoint | null;
}) {
  return (
    <TableBox label={label} className="mt-4">
      <thead>
        <tr>
          <th scope="col">Method</th>
          {numbers.map((title) => (
            <th
              key={title}
              scope="col"
              className="number"
              title={title === 'Change' ? changeTitle : undefined}
            >
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {points.map((point) => (
          <tr key={point.id}>
            <td>
              <span
                aria-hidden="true"
                className="mr-2 inline-block size-2 rounded-full border border-ink"
                style={point.method === null ? {} : { background: methodColor(point.method) }}
              />
              <Link
                href={`/knowledge-bases/${encodeURIComponent(point.id)}`}
                title={point.name}
                className="hover:text-accent hover:underline"
              >
                {methodTitle(point.method, point.keep)}
              </Link>
            </td>
            <td className="number">{formatCount(point.rows)}</td>
            <td className="number">{formatBytes(point.keyBytes)}</td>
            <td className="number">{formatBytes(point.entryBytes)}</td>
            <td className="number">{point.indexBytes > 0 ? formatBytes(point.indexBytes) : unknown}</td>
            <td className="number">{rangeText(point.k)}</td>
            <td className="number">{rangeText(point.temperature)}</td>
            <td className="number">{rangeText(point.beta)}</td>
            <td className="number">{formatMeanSd(point.neighborsOnly, point.neighborsOnlySd)}</td>
            <td className="number">{formatMeanSd(point.fused, point.fusedSd)}</td>
            <td className="number" title={changeTitle}>
              {original && point !== original ? changeText(point, original) : ''}
            </td>
            <td className="number text-ink-2">{formatCount(point.students)}</td>
          </tr>
        ))}
      </tbody>
    </TableBox>
  );
}

/** What a variant changes; unknown where other students were tried with it than with the original. */
function changeText(variant: VariantPoint, original: VariantPoint): string {
  const change = changeOf(variant, original);
  if (change === null) return unknown;
  return `${formatGain(change.mean)}${change.sd === null ? '' : ` ± ${formatScore(change.sd)}`}`;
}
