import type { Outcome } from '@stillhouse/domain/retrieval/outcome.ts';
import { formatCount } from '../format/number.ts';
import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import { outcomeTotal } from './outcome.ts';
import { OutcomeBadge } from './outcome-badge.tsx';

const OutcomeTableDocument = graphql(`
  fragment OutcomeTable on OutcomeCounts {
    bothRight
    helped
    hurt
    bothWrong
  }
`);

/** The student alone against the student with retrieval: four cells, each of which filters the list below. */
export function OutcomeTable({
  counts: masked,
  chosen,
  onChoose,
}: {
  counts: FragmentType<typeof OutcomeTableDocument>;
  chosen: Outcome | null;
  onChoose: (outcome: Outcome | null) => void;
}) {
  const counts = readFragment(OutcomeTableDocument, masked);
  const total = outcomeTotal(counts);
  const cell = (outcome: Outcome, count: number) => (
    <td className="p-0">
      <button
        type="button"
        aria-pressed={chosen === outcome}
        onClick={() => onChoose(chosen === outcome ? null : outcome)}
        className="block w-full border-b border-r px-3 py-2 text-left hover:bg-hover aria-pressed:bg-accent-soft"
      >
        <span className="block text-xs">
          <OutcomeBadge outcome={outcome} />
        </span>
        <span className="numeric text-lg">{formatCount(count)}</span>
        <span className="numeric ml-2 text-xs text-ink-2">
          {total > 0 ? `${((100 * count) / total).toFixed(1)} %` : ''}
        </span>
      </button>
    </td>
  );
  return (
    <table aria-label="Outcomes" className="w-full max-w-xl table-fixed border-l border-t">
      <thead className="text-xs text-ink-2">
        <tr>
          <td className="w-28 border-b border-r" />
          <th scope="col" className="border-b border-r px-3 py-1.5 text-left font-normal">
            With retrieval: right
          </th>
          <th scope="col" className="border-b border-r px-3 py-1.5 text-left font-normal">
            With retrieval: wrong
          </th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <RowTitle>Alone: right</RowTitle>
          {cell('BOTH_RIGHT', counts.bothRight)}
          {cell('HURT', counts.hurt)}
        </tr>
        <tr>
          <RowTitle>Alone: wrong</RowTitle>
          {cell('HELPED', counts.helped)}
          {cell('BOTH_WRONG', counts.bothWrong)}
        </tr>
      </tbody>
    </table>
  );
}

function RowTitle({ children }: { children: string }) {
  return (
    <th
      scope="row"
      className="border-b border-r px-3 py-2 text-left align-top text-xs font-normal text-ink-2"
    >
      {children}
    </th>
  );
}
