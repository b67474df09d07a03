import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import { ExampleText } from '../prediction/example-text.tsx';
import { LabelName } from '../prediction/label-name.tsx';
import { SoftLabelBar } from '../prediction/soft-label-bar.tsx';
import { cx } from '../ui/cx.ts';
import { rowOpener } from '../ui/row-keys.ts';

const EntryRowDocument = graphql(`
  fragment EntryRow on KnowledgeEntry {
    id
    index
    key
    members
    text
    label
    softLabels {
      label
      value
    }
  }
`);

/** One entry; its index is the button that selects it, and so is a click anywhere on the row. */
export function EntryRow({
  entry: masked,
  labels,
  selected,
  onSelect,
}: {
  entry: FragmentType<typeof EntryRowDocument>;
  labels: readonly string[];
  selected: boolean;
  onSelect: () => void;
}) {
  const entry = readFragment(EntryRowDocument, masked);
  return (
    <tr onClick={onSelect} className={cx('cursor-pointer', selected && '*:!bg-accent-soft')}>
      <td className="number">
        <button
          type="button"
          {...rowOpener}
          aria-pressed={selected}
          aria-label={`Neighbors of entry ${entry.index}`}
          title={entry.key}
          onClick={onSelect}
          className={selected ? 'text-accent' : 'text-ink-2'}
        >
          {entry.index}
        </button>
      </td>
      <td className="w-full !whitespace-normal py-1.5!">
        <div className="min-w-[150px]">
          <ExampleText texts={entry.text} />
          {entry.members > 1 && (
            <span className="text-xs text-ink-2">
              represents {entry.members} entries; the nearest is shown
            </span>
          )}
        </div>
      </td>
      <td>
        <LabelName label={entry.label} labels={labels} />
      </td>
      <td>
        <SoftLabelBar probabilities={entry.softLabels} expected={entry.label ?? null} />
      </td>
    </tr>
  );
}
