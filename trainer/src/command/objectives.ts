import { objective } from '@stillhouse/domain/recipe/objective.ts';
import { objectivePapers } from '@stillhouse/domain/recipe/objective-paper.ts';
import type { Command } from 'commander';
import type { Needs, NetworkShape } from '../objective/objective.ts';
import { ownObjectiveOf } from '../objective/registry.ts';
import { objectiveNames } from '../recipe/known-keys.ts';

/** `stillhouse objectives` */
export function addObjectives(program: Command): void {
  program
    .command('objectives')
    .description(
      'List what a student can be trained with: paper, what it needs of the networks, default settings.',
    )
    .action(() => {
      console.log(objectiveNames.map(described).join('\n\n'));
      console.log(
        '\nTrain with some: npx stillhouse train --task synthetic-sentiment --objective kd,rkd --set objectives.rkd.angle=10',
      );
    });
}

/** The paper's sizes: what is needed of which layer is shown for them. */
const student: NetworkShape = { layers: 6, hidden: 768, heads: 12 };
const teacher: NetworkShape = { layers: 12, hidden: 768, heads: 12 };

function described(name: string): string {
  const recipe = objective.parse({ name });
  const { title, paper, alsoTrains } = objectivePapers[recipe.name];
  const { name: _name, ...settings } = recipe;
  const { needs } = ownObjectiveOf(recipe, { kind: 'classification', student, teacher });
  const lines = [
    `${name.padEnd(12)}${title}: ${paper}`,
    `  student   ${listed(needs.student)}`,
    `  teacher   ${listed(needs.teacher)}`,
    ...(alsoTrains ? [`  trains    ${alsoTrains}`] : []),
    `  settings  ${Object.keys(settings).length > 0 ? JSON.stringify(settings).slice(1, -1).replaceAll('"', '').replaceAll(',', ', ') : 'none'}`,
  ];
  return lines.join('\n');
}

function listed({ logits, embedding, ...layers }: Needs): string {
  const words: Record<string, string> = {
    clsStates: '[CLS] states',
    states: 'states of every token',
    attentionScores: 'attention scores',
    attentionProbabilities: 'attention probabilities',
    values: 'values',
  };
  const needed = [
    ...(logits ? ['logits'] : []),
    ...(embedding ? ['embedding'] : []),
    ...Object.entries(layers).map(
      ([name, of]: [string, readonly number[]]) => `${words[name]} of ${layerList(of)}`,
    ),
  ];
  return needed.join(', ') || 'nothing';
}

function layerList(layers: readonly number[]): string {
  return layers.length === 1 ? `layer ${layers[0]}` : `layers ${layers.join(', ')}`;
}
