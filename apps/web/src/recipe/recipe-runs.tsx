import Link from 'next/link';
import { formatCount, unknown } from '../format/number.ts';
import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import { StatusMark } from '../run/status-mark.tsx';
import { moveBetweenRows, rowOpener } from '../ui/row-keys.ts';
import { Section } from '../ui/section.tsx';
import { TableBox } from '../ui/table-box.tsx';

const RecipeRunDocument = graphql(`
  fragment RecipeRun on Run {
    id
    name
    seed
    status
    task {
      id
      title
    }
  }
`);

/** The runs of a recipe, newest first. */
export function RecipeRuns({
  runs,
  total,
}: {
  runs: readonly FragmentType<typeof RecipeRunDocument>[];
  /** Of all runs; more than are listed where there are many. */
  total: number;
}) {
  const listed = runs.map((run) => readFragment(RecipeRunDocument, run));
  return (
    <Section
      title="Runs"
      note={total > listed.length ? `The newest ${listed.length} of ${formatCount(total)}` : undefined}
    >
      <TableBox label="Runs of this recipe">
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">Task</th>
            <th scope="col">Status</th>
            <th scope="col" className="number">
              Seed
            </th>
          </tr>
        </thead>
        <tbody onKeyDown={moveBetweenRows}>
          {listed.map((run) => (
            <tr key={run.id}>
              <td>
                <Link
                  href={`/runs/${encodeURIComponent(run.id)}`}
                  {...rowOpener}
                  className="hover:text-accent"
                >
                  {run.name}
                </Link>
              </td>
              <td>{run.task?.title ?? unknown}</td>
              <td>
                <StatusMark status={run.status} />
              </td>
              <td className="number">{formatCount(run.seed)}</td>
            </tr>
          ))}
        </tbody>
      </TableBox>
    </Section>
  );
}
