import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Section } from '../ui/section.tsx';

const RunRecipeDocument = graphql(`
  fragment RunRecipe on Run {
    id
    recipe {
      digest
      title
      yaml
    }
  }
`);

/** The run's whole configuration without its seed, as YAML that the trainer reads. */
export function RunRecipe({ run }: { run: FragmentType<typeof RunRecipeDocument> }) {
  const { recipe } = readFragment(RunRecipeDocument, run);
  return (
    <Section
      title="Recipe"
      note={
        <span className="font-mono" title={recipe.digest}>
          {recipe.digest.slice(0, 12)}
        </span>
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
