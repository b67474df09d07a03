import { type ObjectiveRecipe, objective } from '@stillhouse/domain/recipe/objective.ts';
import { objectivePapers } from '@stillhouse/domain/recipe/objective-paper.ts';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { Needs, NetworkShape } from '../objective/objective.ts';
import { ownObjectiveOf } from '../objective/registry.ts';

/** The papers' sizes: what is needed of which layer is shown for them. */
export const shownFor: Record<'student' | 'teacher', NetworkShape> = {
  student: { layers: 6, hidden: 768, heads: 12 },
  teacher: { layers: 12, hidden: 768, heads: 12 },
};

/** Several lines on an objective with its default settings: paper, loss, what it needs of the networks, settings as `--set` takes them. */
export function describeObjective(name: string): string {
  const recipe = objective.parse({ name });
  const { title, paper, loss, alsoTrains, ours } = objectivePapers[recipe.name];
  const { needs } = ownObjectiveOf(recipe, { kind: 'classification', ...shownFor });
  const settings = settingsOf(recipe);
  return [
    `${name}${name === title.toLowerCase() ? '' : `  ${title}`}`,
    `  paper     ${paper}`,
    `  loss      ${loss}`,
    `  student   ${listed(needs.student)}`,
    `  teacher   ${listed(needs.teacher)}`,
    ...(alsoTrains ? [`  trains    ${alsoTrains}`] : []),
    ...(settings.length > 0 ? [`  settings  ${settings.join(', ')}`] : []),
    ...(ours.length > 0 ? [`  ours      ${ours.join(', ')}`] : []),
  ].join('\n');
}

/** `name=value`, and what else the value may be where there are few. */
function settingsOf({ name, ...settings }: ObjectiveRecipe): string[] {
  const choices = choicesOf(name);
  return Object.entries(settings).map(([field, value]) => {
    const others = (choices[field] ?? []).filter((choice) => choice !== value);
    const or = others.length > 0 ? ` (or ${others.join(', ')})` : '';
    return `${field}=${inline(field === 'terms' ? withoutDefaults(value) : value)}${or}`;
  });
}

interface JsonSchema {
  properties?: Record<string, JsonSchema>;
  const?: unknown;
  enum?: unknown[];
  type?: string;
  oneOf?: JsonSchema[];
}

/** What each field of an objective may be, where that is one of a few values. */
function choicesOf(name: string): Record<string, unknown[]> {
  const { oneOf = [] } = z.toJSONSchema(objective, { io: 'input' }) as JsonSchema;
  const fields = oneOf.find(({ properties }) => properties?.name?.const === name)?.properties ?? {};
  return Object.fromEntries(
    Object.entries(fields).map(([field, { enum: values = [], type }]) => [
      field,
      type === 'boolean' ? [true, false] : values,
    ]),
  );
}

/** The members of a sum, without settings that they have anyway. */
function withoutDefaults(terms: unknown): unknown {
  return (terms as { weight: number; objective: ObjectiveRecipe }[]).map(({ weight, objective: member }) => {
    const usual: Record<string, unknown> = objective.parse({ name: member.name });
    const changed = Object.entries(member).filter(([field, value]) => value !== usual[field]);
    return { weight, objective: { name: member.name, ...Object.fromEntries(changed) } };
  });
}

function inline(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 }).trim();
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
