'use client';

import { useRouter } from 'next/navigation';
import { Select } from '../ui/select.tsx';
import type { BoardRow } from './columns.ts';

/** Leads to the page of a row's recipe, next to that of another row. */
export function CompareRecipe({ row, others }: { row: BoardRow; others: readonly BoardRow[] }) {
  const router = useRouter();
  if (others.length === 0) return null;
  return (
    <div className="mb-1 flex items-center gap-2 text-xs text-ink-2">
      <span>Recipe {row.recipe.digest.slice(0, 12)}:</span>
      <Select
        label={`Compare the recipe of ${row.label} with`}
        any="show what differs from …"
        value=""
        options={others.map(({ label, recipe }) => ({ value: recipe.digest, title: label }))}
        onChange={(against) => {
          if (against) router.push(`/recipes/${row.recipe.digest}?against=${against}`);
        }}
      />
    </div>
  );
}
