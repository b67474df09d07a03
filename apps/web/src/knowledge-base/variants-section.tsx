import Link from 'next/link';
import { formatBytes, formatCount, unknown } from '../format/number.ts';
import { formatGain, formatScore, scoreTitle } from '../format/score.ts';
import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import { Command } from '../ui/command.tsx';
import { Section } from '../ui/section.tsx';
import { TableBox } from '../ui/table-box.tsx';
import { methodColor, methodTitle } from './method.ts';
import { VariantPlot } from './variant-plot.tsx';
import { rangeText, type VariantPoint, variantPoints } from './variant-points.ts';

const VariantDocument = graphql(`
  fragment VariantScores on KnowledgeBase {
    id
    name
    method
    settings
    indexed
    size
    bytes
    task {
      id
      scores
    }
    keyBytes
    results {
      dataset {
        digest
        name
      }
      students
      alone
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
  const score = scoreTitle(original.task.scores[0] ?? 'score');
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
      note="Means over the students that were evaluated with it, of each the latest evaluation. Every variant is searched exactly, so that what it loses is not the search’s."
    >
      {[...datasets].map(([digest, name]) => {
        const points = variantPoints([original, ...smaller], digest);
        const before = points.find(({ method }) => method === null);
        const { alone, students } = before ?? points[0] ?? { alone: 0, students: 0 };
        return (
          <div key={digest} className="mb-6">
            <h3 className="numeric mb-3 text-xs text-ink-2">
              {name}: {score}; {students === 1 ? 'one student' : `${formatCount(students)} students`},{' '}
              {formatScore(alone)} alone
            </h3>
            <div className="grid grid-cols-[minmax(0,1fr)] gap-x-10 gap-y-6 md:grid-cols-[repeat(2,minmax(0,1fr))]">
              <VariantPlot points={points} alone={alone} score={score} size="rows" />
              <VariantPlot points={points} alone={alone} score={score} size="keyBytes" />
            </div>
            <TableBox label={`Variants on ${name}`} className="mt-4">
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
                        {methodTitle(point.method, point.keep)}
                      </Link>
                    </td>
                    <td className="number">{formatCount(point.rows)}</td>
                    <td className="number">{formatBytes(point.keyBytes)}</td>
                    <td className="number">
                      {point.indexed && <span className="text-xs text-ink-2">with index </span>}
                      {formatBytes(point.bytes)}
                    </td>
                    <td className="number">{rangeText(point.k)}</td>
                    <td className="number">{rangeText(point.temperature)}</td>
                    <td className="number">{rangeText(point.beta)}</td>
                    <td className="number">{formatScore(point.neighborsOnly)}</td>
                    <td className="number">{formatScore(point.fused)}</td>
                    <td className="number">{before && point !== before ? changeText(point, before) : ''}</td>
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

/** What a variant changes; unknown where it was tried by other students than the original. */
function changeText(variant: VariantPoint, original: VariantPoint): string {
  return variant.students === original.students ? formatGain(variant.fused - original.fused) : unknown;
}
