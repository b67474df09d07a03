import { fieldPlace, fieldText } from './field-text.ts';
import { leafText, leavesOf } from './recipe-diff.ts';

/** A recipe that is shown together with others. */
export interface NamedRecipe {
  /** Distinguishes recipes whatever they are called. */
  digest: string;
  /** `ReAugKD 1×32 from 2×64`. */
  title: string;
  config: unknown;
}

/**
 * A name for each recipe of a list, no two the same: its title, and where several have that title the fewest fields in which they differ,
 * `ReAugKD 1×32 from 2×64, lr 3e-4`. Where no field tells two apart, the beginning of the digest does.
 *
 * @returns names in the given order; the same digest always gets the same name
 */
export function recipeNames(recipes: readonly NamedRecipe[]): string[] {
  const names = new Map<string, string>();
  for (const title of new Set(recipes.map((recipe) => recipe.title))) {
    const alike = [
      ...new Map(recipes.filter((one) => one.title === title).map((one) => [one.digest, one])).values(),
    ];
    const found = nameAlike(title, alike);
    alike.forEach(({ digest }, i) => {
      names.set(digest, found[i] ?? title);
    });
  }
  const taken = [...names.values()];
  return recipes.map(({ digest }) => {
    const name = names.get(digest) ?? digest;
    return taken.filter((other) => other === name).length > 1 ? `${name} (${digest.slice(0, 8)})` : name;
  });
}

function nameAlike(title: string, recipes: readonly NamedRecipe[]): string[] {
  if (recipes.length === 1) return [title];
  const leaves = recipes.map(({ config }) => leavesOf(config));
  const paths = distinguishing(leaves);
  return leaves.map((of) => [title, ...paths.map((path) => fieldText(path, of.get(path)))].join(', '));
}

/** The fewest paths whose values tell most of the configurations apart: one or two where they suffice, else chosen one after another. */
function distinguishing(leaves: readonly Map<string, unknown>[]): string[] {
  const all = [...new Set(leaves.flatMap((of) => [...of.keys()]))];
  const texts = new Map(all.map((path) => [path, leaves.map((of) => leafText(of.get(path)))]));
  const differing = all
    .filter((path) => new Set(texts.get(path)).size > 1)
    .sort((a, b) => fieldPlace(a) - fieldPlace(b) || (a < b ? -1 : 1));
  const parts = (paths: readonly string[]) =>
    new Set(leaves.map((_, i) => JSON.stringify(paths.map((path) => texts.get(path)?.[i])))).size;
  const most = parts(differing);
  const one = differing.find((path) => parts([path]) === most);
  if (one !== undefined) return [one];
  if (differing.length <= 64) {
    for (const [i, first] of differing.entries()) {
      const second = differing.slice(i + 1).find((path) => parts([first, path]) === most);
      if (second !== undefined) return [first, second];
    }
  }
  return oneByOne(differing, parts, most);
}

function oneByOne(
  differing: readonly string[],
  parts: (paths: readonly string[]) => number,
  most: number,
): string[] {
  const chosen: string[] = [];
  while (parts(chosen) < most) {
    const [first, ...rest] = differing.filter((path) => !chosen.includes(path));
    if (first === undefined) break;
    chosen.push(
      rest.reduce((best, path) => (parts([...chosen, path]) > parts([...chosen, best]) ? path : best), first),
    );
  }
  return chosen.sort((a, b) => differing.indexOf(a) - differing.indexOf(b));
}
