'use client';

import { useQuery } from '@apollo/client/react';
import { recipeNames } from '@stillhouse/domain/recipe/recipe-names.ts';
import { parseAsBoolean, parseAsString, useQueryStates } from 'nuqs';
import { shownData } from '../apollo/shown-data.ts';
import { graphql } from '../generated/gql.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { Missing } from '../ui/missing.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Section } from '../ui/section.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { BlockSkeleton } from '../ui/skeleton.tsx';
import { AgainstSelect } from './against-select.tsx';
import { RecipeRuns } from './recipe-runs.tsx';
import { RecipeTable } from './recipe-table.tsx';

const RecipePageDocument = graphql(`
  query RecipePage($digest: String!, $against: String!, $compared: Boolean!) {
    recipe(digest: $digest) {
      digest
      title
      config
      yaml
      runs(first: 50) {
        nodes {
          ...RecipeRun
        }
        totalCount
      }
    }
    against: recipe(digest: $against) @include(if: $compared) {
      digest
      title
      config
    }
  }
`);

/** What of the page is in its address. */
const recipeSearch = {
  against: parseAsString.withDefault(''),
  all: parseAsBoolean.withDefault(false),
};

const views = [
  { value: 'differences', title: 'Differences' },
  { value: 'all', title: 'All fields' },
] as const;

/** A recipe's fields and runs; with another recipe in the address, the fields in which the two differ. */
export function RecipePage({ digest }: { digest: string }) {
  const [search, setSearch] = useQueryStates(recipeSearch);
  const compared = search.against !== '';
  const { data, previousData, error, refetch } = useQuery(RecipePageDocument, {
    variables: { digest, against: search.against, compared },
  });
  const shown = shownData({ data, previousData, error });
  const recipe = shown?.recipe;
  if (data && !recipe) return <Missing noun="recipe" all="/leaderboard" />;
  if (error && !recipe) return <ErrorState page error={error} retry={() => refetch()} />;
  if (!recipe)
    return (
      <div className="pt-10">
        <BlockSkeleton height={320} />
      </div>
    );
  const against = compared ? (shown.against ?? null) : null;
  const onlyDiffering = against !== null && !search.all;
  const [name = recipe.title, otherName = ''] = recipeNames(against ? [recipe, against] : [recipe]);
  return (
    <>
      <PageHeader
        crumbs={[{ title: 'Leaderboard', href: '/leaderboard' }]}
        title={name}
        tools={<CopyButton text={recipe.yaml} what="the recipe" />}
      >
        <p className="mt-1 font-mono text-xs text-ink-2 wrap-anywhere">{recipe.digest}</p>
      </PageHeader>
      <Section
        title={onlyDiffering ? 'Fields that differ' : 'Fields'}
        note={against && `Compared with ${otherName}, ${against.digest.slice(0, 12)}.`}
        tools={
          <>
            <AgainstSelect
              digest={digest}
              value={search.against}
              onChange={(next) => void setSearch({ against: next })}
            />
            {against && (
              <Segmented
                label="Fields shown"
                value={search.all ? 'all' : 'differences'}
                options={views}
                onChange={(view) => void setSearch({ all: view === 'all' })}
              />
            )}
          </>
        }
      >
        {compared && data && !data.against && (
          <EmptyState title="There is no recipe to compare with">
            No recipe has the digest {search.against.slice(0, 64)}. Choose another one.
          </EmptyState>
        )}
        {(!compared || against) && (
          <RecipeTable
            recipe={{ title: name, config: recipe.config }}
            against={against && { title: otherName, config: against.config }}
            onlyDiffering={onlyDiffering}
          />
        )}
      </Section>
      <RecipeRuns runs={recipe.runs.nodes} total={recipe.runs.totalCount} />
    </>
  );
}
