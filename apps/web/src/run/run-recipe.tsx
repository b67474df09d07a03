import Link from 'next/link';
import { graphql } from '../generated/gql.ts';
import type { RunRecipeQuery } from '../generated/graphql.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Section } from '../ui/section.tsx';
import { RunPart } from './run-part.tsx';
import { useRunPart } from './use-run-part.ts';

const RunRecipeDocument = graphql(`
  query RunRecipe($id: ID!) {
    run(id: $id) {
      id
      recipe {
        digest
        title
        yaml
      }
    }
  }
`);

/** The run's whole configuration without its seed, as YAML that the trainer reads. */
export function RunRecipe({ id }: { id: string }) {
  const part = useRunPart(RunRecipeDocument, id);
  return (
    <RunPart title="Recipe" part={part}>
      {(run) => <Shown run={run} />}
    </RunPart>
  );
}

function Shown({ run: { recipe } }: { run: NonNullable<RunRecipeQuery['run']> }) {
  return (
    <Section
      title="Recipe"
      note={
        <Link
          href={`/recipes/${recipe.digest}`}
          className="font-mono text-accent hover:underline"
          title="The recipe, its runs, and what differs from another recipe"
        >
          {recipe.digest.slice(0, 12)}
        </Link>
      }
      tools={<CopyButton text={recipe.yaml} what="the recipe" />}
    >
      <pre
        className="max-h-[420px] overflow-auto border-y bg-sunken px-3 py-2 font-mono text-xs leading-5"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        tabIndex={0}
      >
        {recipe.yaml}
      </pre>
    </Section>
  );
}
