import Link from 'next/link';
import { formatCount } from '../format/number.ts';
import { graphql } from '../generated/gql.ts';
import type { RunLineageQuery } from '../generated/graphql.ts';
import { cx } from '../ui/cx.ts';
import { Section } from '../ui/section.tsx';
import { type LineageNode, nodeHeight, nodeWidth, type PlacedNode, placeLineage } from './lineage.ts';
import { RunPart } from './run-part.tsx';
import { statusLook } from './status.ts';
import { useRunPart } from './use-run-part.ts';
import { objectiveTitle } from './words.ts';

const RunLineageDocument = graphql(`
  query RunLineage($id: ID!) {
    run(id: $id) {
      id
      name
      kind
      status
      seed
      recipe {
        digest
        objective
      }
      knowledgeBase {
        id
        name
        size
      }
      students(first: 12) {
        nodes {
          id
          name
          status
          seed
          recipe {
            digest
            objective
          }
          knowledgeBase {
            id
            name
            size
          }
        }
        totalCount
      }
      teacher {
        id
        name
        status
        seed
        knowledgeBase {
          id
          name
          size
        }
        students(first: 12) {
          nodes {
            id
            name
            status
            seed
            recipe {
              digest
              objective
            }
          }
          totalCount
        }
      }
    }
  }
`);

type Lineage = NonNullable<RunLineageQuery['run']>;

/** Teacher → knowledge base → students, with this run marked and the others linked. */
export function RunLineage({ id, version }: { id: string; version: number }) {
  const part = useRunPart(RunLineageDocument, id, version);
  return (
    <RunPart title="Lineage" part={part}>
      {(run) => <Shown run={run} />}
    </RunPart>
  );
}

function Shown({ run }: { run: Lineage }) {
  const columns = lineageColumns(run);
  const placement = placeLineage(columns);
  if (placement.nodes.length < 2) return null;
  const byId = new Map(placement.nodes.map((node) => [node.id, node]));
  const family = run.kind === 'TEACHER' ? run.students : run.teacher?.students;
  const hidden = family ? family.totalCount - family.nodes.length : 0;
  return (
    <Section title="Lineage" note={hidden > 0 ? `and ${formatCount(hidden)} more students` : undefined}>
      <div className="overflow-x-auto pb-2">
        <div className="relative" style={{ width: placement.width, height: placement.height }}>
          <svg
            width={placement.width}
            height={placement.height}
            aria-hidden="true"
            className="absolute text-line-strong"
          >
            {placement.edges.map(([from, to]) => (
              <Edge key={`${from} ${to}`} from={byId.get(from)} to={byId.get(to)} />
            ))}
          </svg>
          <ol aria-label="From the teacher to its students">
            {placement.nodes.map((node) => (
              <li
                key={node.id}
                className="absolute"
                style={{ left: node.x, top: node.y, width: nodeWidth, height: nodeHeight }}
              >
                <Node node={node} />
              </li>
            ))}
          </ol>
        </div>
      </div>
    </Section>
  );
}

function Node({ node }: { node: LineageNode }) {
  return (
    <Link
      href={node.href}
      aria-current={node.current ? 'page' : undefined}
      className={cx(
        'flex h-full flex-col justify-center rounded border bg-canvas px-3 hover:bg-hover',
        node.current && 'border-accent',
      )}
    >
      <span className={cx('truncate text-xs', node.current && 'font-medium')} title={node.title}>
        {node.title}
      </span>
      <span className="truncate text-xs text-ink-2">{node.note}</span>
    </Link>
  );
}

function Edge({ from, to }: { from: PlacedNode | undefined; to: PlacedNode | undefined }) {
  if (!from || !to) return null;
  const [x1, y1] = [from.x + nodeWidth, from.y + nodeHeight / 2];
  const [x2, y2] = [to.x, to.y + nodeHeight / 2];
  const middle = (x1 + x2) / 2;
  return (
    <path d={`M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`} fill="none" stroke="currentColor" />
  );
}

function lineageColumns(run: Lineage): LineageNode[][] {
  const teacher = run.kind === 'TEACHER' ? run : run.teacher;
  const base =
    run.knowledgeBase ??
    run.teacher?.knowledgeBase ??
    run.students.nodes.find((student) => student.knowledgeBase)?.knowledgeBase;
  const siblings = run.kind === 'TEACHER' ? run.students.nodes : (run.teacher?.students.nodes ?? []);
  const known = run.kind === 'TEACHER' || siblings.some((sibling) => sibling.id === run.id);
  const students = known ? siblings : [run, ...siblings];
  return [
    teacher ? [runNode('teacher', teacher, run.id, 'Teacher')] : [],
    base
      ? [
          {
            id: base.id,
            kind: 'knowledge-base',
            title: base.name,
            note: `Knowledge base, ${formatCount(base.size)} entries`,
            href: `/knowledge-bases/${encodeURIComponent(base.id)}`,
            current: false,
          },
        ]
      : [],
    students.map((student) =>
      runNode(
        'student',
        student,
        run.id,
        student.recipe.objective ? objectiveTitle(student.recipe.objective) : 'Student',
      ),
    ),
  ];
}

function runNode(
  kind: 'teacher' | 'student',
  run: Pick<Lineage, 'id' | 'name' | 'status' | 'seed'>,
  current: string,
  role: string,
): LineageNode {
  const seed = run.seed == null ? '' : `, seed ${run.seed}`;
  return {
    id: run.id,
    kind,
    title: run.name,
    note: `${role}${seed}, ${statusLook(run.status).word.toLowerCase()}`,
    href: `/runs/${encodeURIComponent(run.id)}`,
    current: run.id === current,
  };
}
