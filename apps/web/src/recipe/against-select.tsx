import { useQuery } from '@apollo/client/react';
import { graphql } from '../generated/gql.ts';
import { Select } from '../ui/select.tsx';
import { otherRecipes } from './other-recipes.ts';

const RecentRecipesDocument = graphql(`
  query RecentRecipes {
    runs(first: 100) {
      nodes {
        id
        recipe {
          digest
          title
        }
      }
    }
  }
`);

/** Chooses the recipe to compare with, among those of the newest runs; the one in the address is offered too. */
export function AgainstSelect({
  digest,
  value,
  onChange,
}: {
  /** Of the recipe on the page. */
  digest: string;
  /** Digest of the other; empty for none. */
  value: string;
  onChange: (against: string) => void;
}) {
  const { data } = useQuery(RecentRecipesDocument);
  const recipes = otherRecipes(data?.runs.nodes.map(({ recipe }) => recipe) ?? [], digest);
  const options = recipes.map((recipe) => ({
    value: recipe.digest,
    title: `${recipe.title} (${recipe.digest.slice(0, 8)})`,
  }));
  const known = value === '' || options.some((option) => option.value === value);
  return (
    <Select
      label="Compare with"
      any="Compare with …"
      value={value}
      options={known ? options : [{ value, title: value.slice(0, 8) }, ...options]}
      onChange={onChange}
    />
  );
}
