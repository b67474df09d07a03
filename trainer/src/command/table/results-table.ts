import { gainBetween, gainText, scoreText, spreadText } from '@stillhouse/domain/score/score-text.ts';
import type { StudentScore, Summary } from '../../stage/summary.ts';
import { textTable } from './text-table.ts';

const titles = ['', 'runs', 'alone', 'neighbors only', 'with retrieval', 'gain'];

/** What came out, × 100: the teacher, and for each objective mean ± standard deviation over its seeds. One table for each dataset. */
export function resultsTable(summary: Summary): string {
  const { teacher, students } = summary;
  const scored = teacher.scores.map(({ dataset }) => dataset);
  const datasets = new Set([...scored, ...students.map(({ dataset }) => dataset)]);
  return [...datasets].map((dataset) => tableOf(summary, dataset)).join('\n\n');
}

function tableOf({ task, score: ranking, teacher, students }: Summary, dataset: string): string {
  const scored = teacher.scores.find((each) => each.dataset === dataset);
  const here = students.filter((student) => student.dataset === dataset);
  const score = scored?.score ?? here[0]?.score ?? ranking;
  const objectives = [...new Set(here.map(({ objective }) => objective))];
  const rows = [
    ...(scored ? [['teacher', '1', scoreText(scored.value), '', '', '']] : []),
    ...objectives.map((objective) =>
      rowOf(
        objective,
        here.filter((student) => student.objective === objective),
      ),
    ),
  ];
  const caption = `${task.title}${task.synthetic ? ' (generated)' : ''}, ${dataset}: ${score} × 100`;
  return `${caption}\n${textTable(titles, rows)}`;
}

function rowOf(objective: string, students: readonly StudentScore[]): string[] {
  return [
    objective,
    String(students.length),
    spreadText(students.map(({ alone }) => alone)),
    spreadText(students.map(({ neighborsOnly }) => neighborsOnly)),
    spreadText(students.map(({ fused }) => fused)),
    spreadText(
      students.map(({ alone, fused }) => gainBetween(alone, fused)),
      gainText,
    ),
  ];
}
