import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { recipeNames } from '@stillhouse/domain/recipe/recipe-names.ts';
import { builder } from '../schema/builder.ts';
import { recipeByDigest } from './recipe.ts';

/** Most recipes that are named together. */
const most = 1000;

const RecipeName = builder.objectRef<{ digest: string; name: string }>('RecipeName').implement({
  description: 'The name of a recipe in a list of recipes.',
  fields: (t) => ({
    digest: t.exposeString('digest', { description: 'Digest of the recipe.' }),
    name: t.exposeString('name', {
      description:
        'Title of the recipe and what distinguishes it from other recipes of the list with that title.',
    }),
  }),
});

builder.queryField('recipeNames', (t) =>
  t.field({
    type: [RecipeName],
    description:
      'Names for recipes that are shown together, each unique: `ReAugKD 1×32 from 2×64, lr 3e-4`. Unknown digests are left out.',
    args: {
      digests: t.arg.stringList({ required: true, description: 'Digests of the recipes, at most 1,000.' }),
    },
    resolve: async (_root, { digests }, context) => {
      if (digests.length > most) {
        const message = `At most ${most} digests are allowed, not ${digests.length}.`;
        throw new ExpectedError('BAD_INPUT', message, ['digests']);
      }
      const found = await Promise.all(
        [...new Set(digests)].map((digest) => recipeByDigest(context).load(digest)),
      );
      const recipes = found.filter((recipe) => recipe !== null);
      const names = recipeNames(recipes);
      return recipes.map(({ digest, title }, i) => ({ digest, name: names[i] ?? title }));
    },
  }),
);
