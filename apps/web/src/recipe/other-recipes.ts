/** Each recipe once, in order of first appearance, without the one that has `digest`. */
export function otherRecipes<Recipe extends { digest: string }>(
  recipes: readonly Recipe[],
  digest: string,
): Recipe[] {
  const others = new Map<string, Recipe>();
  for (const recipe of recipes) {
    if (recipe.digest !== digest && !others.has(recipe.digest)) others.set(recipe.digest, recipe);
  }
  return [...others.values()];
}
