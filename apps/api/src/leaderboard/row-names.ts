import { rowRecipe } from '@stillhouse/domain/recipe/leaderboard-row.ts';
import { recipeNames } from '@stillhouse/domain/recipe/recipe-names.ts';
import type { Context } from '../context.ts';
import { recipeByDigest } from '../recipe/recipe.ts';
import { must } from '../schema/must.ts';
import type { RankedRow } from './rank-rows.ts';

/** Names of the rows of a board, no two the same; computed once, and only if a row's name is asked for. */
export function rowNames(rows: readonly RankedRow[]): (context: Context) => Promise<string[]> {
  let names: Promise<string[]> | null = null;
  return (context) => {
    names ??= load(rows, context);
    return names;
  };
}

async function load(rows: readonly RankedRow[], context: Context): Promise<string[]> {
  const recipes = await Promise.all(rows.map(({ recipe }) => recipeByDigest(context).load(recipe)));
  return recipeNames(
    rows.map(({ rowDigest, title }, i) => {
      const { config } = must(recipes[i] ?? null);
      return { digest: rowDigest, title, config: rowRecipe((config ?? {}) as Record<string, unknown>) };
    }),
  );
}
