import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type RecipeDifference, recipeDiff } from '@stillhouse/domain/recipe/recipe-diff.ts';
import type { Recipe } from '@stillhouse/prisma/generated/client.ts';
import { stringify } from 'yaml';
import type { Context } from '../context.ts';
import { builder } from '../schema/builder.ts';
import { inOrder, perRequest } from '../schema/per-request.ts';

export const recipeByDigest = perRequest(async (digests: readonly string[], { db }: Context) =>
  inOrder(
    digests,
    await db.prisma.recipe.findMany({ where: { digest: { in: [...digests] } } }),
    ({ digest }) => digest,
  ),
);

const RecipeDifferenceRef = builder.objectRef<RecipeDifference>('RecipeDifference').implement({
  description: 'A field in which two recipes differ.',
  fields: (t) => ({
    path: t.exposeString('path', {
      description: 'Path of the field, for example `encoder.training.learningRate`.',
    }),
    here: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Value in this recipe; null if the recipe has no such field.',
      resolve: ({ here }) => here ?? null,
    }),
    there: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Value in the other recipe; null if the recipe has no such field.',
      resolve: ({ there }) => there ?? null,
    }),
  }),
});

/** A recipe, and of its fields the ones that were asked for (all, where `keys` is left out). */
export interface RecipeView {
  recipe: Recipe;
  keys: readonly string[] | null;
}

export const RecipeRef = builder.objectRef<RecipeView>('Recipe').implement({
  description:
    'A run’s complete configuration without its seed. Runs of one recipe differ only in their seeds.',
  fields: (t) => ({
    digest: t.string({
      description: 'SHA-256 of the canonical JSON, in hexadecimal.',
      resolve: ({ recipe }) => recipe.digest,
    }),
    title: t.string({ description: 'Title shown on the dashboard.', resolve: ({ recipe }) => recipe.title }),
    objective: t.string({
      nullable: true,
      description: 'Name of the distillation objective: `kd`, `reaugkd`; null for a teacher.',
      resolve: ({ recipe }) => recipe.objective,
    }),
    config: t.field({
      type: 'JSON',
      description: 'The configuration; with `keys`, only those fields, each a path such as `encoder.layers`.',
      args: { keys: t.arg.stringList({ description: 'Paths of the fields to return; default: all.' }) },
      resolve: ({ recipe, keys }, args) => pick(recipe.config, args.keys ?? keys),
    }),
    diff: t.field({
      type: [RecipeDifferenceRef],
      description:
        'Fields in which the recipe differs from another, ordered by path; empty for the recipe itself.',
      args: { with: t.arg.string({ required: true, description: 'Digest of the other recipe.' }) },
      resolve: async ({ recipe }, args, context) => {
        const other = await recipeByDigest(context).load(args.with);
        if (!other) throw new ExpectedError('NOT_FOUND', `There is no recipe ${args.with}.`, ['with']);
        return recipeDiff(recipe.config, other.config);
      },
    }),
    yaml: t.string({
      description: 'The complete configuration as a YAML file.',
      resolve: ({ recipe }) => stringify(recipe.config),
    }),
  }),
});

builder.queryField('recipe', (t) =>
  t.field({
    type: RecipeRef,
    nullable: true,
    description: 'A recipe by its digest; null if there is none.',
    args: {
      digest: t.arg.string({ required: true, description: 'Digest of the recipe, 64 hexadecimal digits.' }),
    },
    resolve: async (_root, { digest }, context) => {
      const recipe = await recipeByDigest(context).load(digest);
      return recipe && { recipe, keys: null };
    },
  }),
);

function pick(config: unknown, keys: readonly string[] | null): unknown {
  if (!keys) return config;
  return Object.fromEntries(keys.map((key) => [key, valueAt(config, key.split('.'))]));
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      inner !== null && typeof inner === 'object' ? (inner as Record<string, unknown>)[key] : undefined,
    value,
  );
}
