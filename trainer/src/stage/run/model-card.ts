import { canonicalJson } from '@stillhouse/domain/recipe/canonical.ts';
import { checkpointSource } from '@stillhouse/domain/recipe/checkpoint-source.ts';
import { scoreText } from '@stillhouse/domain/score/score-text.ts';
import type { Task } from '@stillhouse/domain/task/task.ts';
import type { LayerChoice } from '../../model/choose-layers.ts';

/** What is known of a run whose model is saved. */
export interface ModelFacts {
  run: string;
  name: string;
  task: Task;
  seed: number;
  /** The teacher's run; null for a teacher. */
  teacher: string | null;
  /** Name of the objective; null for a teacher. */
  objective: string | null;
  /** The checkpoint that the recipe starts from; null: none. */
  from: string | null;
  /** Which layers, of `from` or else of the teacher, it began with; null: no choice of layers. */
  layers: LayerChoice | null;
  recipe: Record<string, unknown>;
  parameters: number;
  scores: readonly ModelScore[];
}

export interface ModelScore {
  dataset: string;
  score: string;
  /** Times 100 in the card; null where it is undefined. */
  alone: number | null;
  /** With retrieval, null where it is undefined; left out for a teacher. */
  fused?: number | null;
}

/**
 * The README.md of a saved model, as the Hugging Face Hub shows it: what it was trained for, by what, and how it scored. Facts of the
 * run alone, in YAML for the Hub and in Markdown.
 */
export function modelCard(facts: ModelFacts): string {
  const { run, name, task, seed, teacher, objective, from, recipe, parameters, scores } = facts;
  const base = from === null ? null : checkpointSource(from);
  const front = [
    'library_name: transformers',
    'pipeline_tag: text-classification',
    ...(base?.kind === 'hub' ? [`base_model: ${base.name}`] : []),
    `tags: [stillhouse${teacher === null ? '' : ', knowledge-distillation'}]`,
  ];
  const rows: [string, string][] = [
    ['Task', task.title],
    ['Role', teacher === null ? 'teacher' : `student of the teacher run \`${teacher}\``],
    ...(objective === null ? [] : ([['Objective', objective]] as [string, string][])),
    ['Started from', beginning(facts)],
    ['Weights', parameters.toLocaleString('en-US')],
    ['Seed', String(seed)],
    ['Run', `\`${run}\``],
  ];
  return `---
${front.join('\n')}
---

# ${name}

${table(['', ''], rows)}
${scores.length > 0 ? `\n## Scores\n\n${scoreTable(scores)}\n` : ''}
## Load it

\`\`\`python
from transformers import AutoModelForSequenceClassification, AutoTokenizer

model = AutoModelForSequenceClassification.from_pretrained(".")
tokenizer = AutoTokenizer.from_pretrained(".")
\`\`\`

## Recipe

\`\`\`json
${JSON.stringify(JSON.parse(canonicalJson(recipe)), null, 2)}
\`\`\`

Trained with Stillhouse.
`;
}

function beginning({ from, layers }: ModelFacts): string {
  if (layers === null) return from === null ? 'random weights' : `\`${from}\``;
  const source = from === null ? 'its teacher' : `\`${from}\``;
  return typeof layers === 'string'
    ? `the ${layers} layers of ${source}`
    : `layers ${layers.join(', ')} (counted from 0) of ${source}`;
}

function scoreTable(scores: readonly ModelScore[]): string {
  const retrieves = scores.some(({ fused }) => fused !== undefined);
  const rows = scores.map(({ dataset, score, alone, fused }) => [
    dataset,
    `${score} × 100`,
    scoreText(alone),
    ...(retrieves ? [fused === undefined ? '' : scoreText(fused)] : []),
  ]);
  const head = ['Dataset', 'Score', retrieves ? 'Alone' : 'Value', ...(retrieves ? ['With retrieval'] : [])];
  const note = retrieves
    ? '\n\nRetrieval asks the knowledge base of its teacher, which is not part of this model.'
    : '';
  return `${table(head, rows)}${note}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
