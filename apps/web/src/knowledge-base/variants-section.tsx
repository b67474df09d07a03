import Link from 'next/link';
import { formatBytes, formatCount } from '../format/number.ts';
import { formatGain, formatScore } from '../format/score.ts';
import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import { Command } from '../ui/command.tsx';
import { Section } from '../ui/section.tsx';
import { TableBox } from '../ui/table-box.tsx';
import { methodColor, methodTitle } from './method.ts';
import { VariantPlot } from './variant-plot.tsx';
import { rangeText, variantPoints } from './variant-points.ts';

const VariantDocument = graphql(`
  fragment VariantScores on KnowledgeBase {
    id
    name
    method
    size
    bytes
    keyBytes
    results {
      dataset {
        digest
        name
      }
      students
      neighborsOnly
      fused
      k
      temperature
      beta
    }
  }
`);

type Variant = FragmentType<typeof VariantDocument>;

/** Smaller variants beside the original: score against rows and bytes, and the figures. A dataset at a time. */
export function VariantsSection({ base, variants }: { base: Variant; variants: readonly Variant[] }) {
  const [original, ...smaller] = [base, ...variants].map((each) => readFragment(VariantDocument, each));
  if (!original || original.method != null) return null;
  const title = 'How small can it be before scores fall?';
  if (smaller.length === 0) {
    return (
      <Section title={title} note="Nothing was made from it yet. One command does, without training:">
        <Command text={`npx stillhouse compress --knowledge-base ${original.id}`} />
      </Section>
    );
  }
  const datasets = new Map(
    smaller.flatMap(({ results }) => results.map(({ dataset }) => [dataset.digest, dataset.name])),
  );
  return (
    <Section
      title={title}
      note="Score with retrieval, mean over the students that were evaluated with it, of each the latest."
    >
      {[...datasets].map(([digest, name]) => {
        const points = variantPoints([original, ...smaller], digest);
        const before = points.find(({ method }) => method === null);
        return (
          <div key={digest} className="mb-6">
            <h3 className="mb-2 text-xs text-ink-2">{name}</h3>
            <div className="grid max-w-5xl gap-x-10 gap-y-4 md:grid-cols-2">
              <VariantPlot points={points} size="rows" />
              <VariantPlot points={points} size="keyBytes" />
            </div>
            <TableBox label={`Variants on ${name}`} className="mt-2">
              <thead>
                <tr>
                  <th scope="col">Method</th>
                  <th scope="col" className="number">
                    Rows
                  </th>
                  <th scope="col" className="number">
                    Keys
                  </th>
                  <th scope="col" className="number">
                    Stored
                  </th>
                  {['K', 'τ', 'β'].map((symbol) => (
                    <th key={symbol} scope="col" className="number">
                      {symbol}
                    </th>
                  ))}
                  <th scope="col" className="number">
                    Neighbors only
                  </th>
                  <th scope="col" className="number">
                    With retrieval
                  </th>
                  <th scope="col" className="number">
                    Change
                  </th>
                  <th scope="col" className="number">
                    Students
                  </th>
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
                        {methodTitle(point.method)}
                      </Link>
                    </td>
                    <td className="number">{formatCount(point.rows)}</td>
                    <td className="number">{formatBytes(point.keyBytes)}</td>
                    <td className="number">{formatBytes(point.bytes)}</td>
                    <td className="number">{rangeText(point.k)}</td>
                    <td className="number">{rangeText(point.temperature)}</td>
                    <td className="number">{rangeText(point.beta)}</td>
                    <td className="number">{formatScore(point.neighborsOnly)}</td>
                    <td className="number">{formatScore(point.fused)}</td>
                    <td className="number">
                      {before && point !== before ? formatGain(point.fused - before.fused) : ''}
                    </td>
                    <td className="number text-ink-2">{formatCount(point.students)}</td>
                  </tr>
                ))}
              </tbody>
            </TableBox>
          </div>
        );
      })}
    </Section>
  );
}
