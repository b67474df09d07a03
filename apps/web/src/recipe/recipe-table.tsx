import { unknown } from '../format/number.ts';
import { cx } from '../ui/cx.ts';
import { TableBox } from '../ui/table-box.tsx';
import { recipeTree, typeOf, valueText } from './recipe-tree.ts';

interface Compared {
  title: string;
  config: unknown;
}

/** The fields of a recipe as a tree, next to those of another one where there is one. */
export function RecipeTable({
  recipe,
  against,
  onlyDiffering,
}: {
  recipe: Compared;
  against: Compared | null;
  onlyDiffering: boolean;
}) {
  const lines = recipeTree(recipe.config, against?.config, onlyDiffering);
  return (
    <TableBox label="Fields">
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">{against ? recipe.title : 'Value'}</th>
          {against && <th scope="col">{against.title}</th>}
          <th scope="col">Type</th>
        </tr>
      </thead>
      <tbody className="font-mono text-xs">
        {lines.map(({ path, name, depth, values }) => (
          <tr key={path}>
            <td title={path} className={cx(values === null && 'text-ink-2')}>
              <span style={{ paddingLeft: 16 * depth }}>{name}</span>
            </td>
            {values === null ? (
              <td colSpan={against ? 3 : 2} />
            ) : (
              <>
                <Value value={values.here} differs={values.differs} />
                {against && <Value value={values.there} differs={values.differs} />}
                <td className="font-sans text-ink-2">{typeText(values.here, values.there)}</td>
              </>
            )}
          </tr>
        ))}
      </tbody>
    </TableBox>
  );
}

function Value({ value, differs }: { value: unknown; differs: boolean }) {
  if (value === undefined) {
    return (
      <td className="text-ink-2" title="This recipe has no such field">
        {unknown}
      </td>
    );
  }
  return (
    <td className={cx('max-w-96 !whitespace-normal wrap-anywhere', differs && 'text-accent')}>
      {valueText(value)}
    </td>
  );
}

function typeText(here: unknown, there: unknown): string {
  const [one, other] = [typeOf(here), typeOf(there)];
  if (one === other || there === undefined) return one;
  return here === undefined ? other : `${one}, ${other}`;
}
