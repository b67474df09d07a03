import type { ObjectiveName } from '@stillhouse/domain/recipe/objective.ts';
import { objectivePapers } from '@stillhouse/domain/recipe/objective-paper.ts';
import type { RunKind } from '@stillhouse/domain/run/run.ts';

/**
 * What a recipe is called on pages: `Teacher 4×128`, `ReAugKD 2×64 from 4×128` (layers × width of student and teacher). A run
 * logged from elsewhere is called what its recipe's `title` or `model` says, or as the run.
 */
export function recipeTitle(recipe: Record<string, unknown>, kind: RunKind, runName: string): string {
  const encoder = shape(recipe.encoder);
  if (kind === 'TEACHER' && encoder) return `Teacher ${encoder}`;
  const objective = objectiveOf(recipe);
  if (kind === 'STUDENT' && encoder && objective) {
    const teacher = shape(field(recipe.teacher, 'encoder'));
    return `${titleOf(recipe.objective)} ${encoder}${teacher ? ` from ${teacher}` : ''}`;
  }
  const { title, model } = recipe;
  return typeof title === 'string' ? title : typeof model === 'string' ? model : runName;
}

/** `PKD`; the titles of a sum's members, `KD + RKD`; an unfamiliar name as it was recorded. */
function titleOf(objective: unknown): string {
  const terms = field(objective, 'terms');
  if (Array.isArray(terms)) return terms.map((term) => titleOf(field(term, 'objective'))).join(' + ');
  const name = String(field(objective, 'name'));
  return Object.hasOwn(objectivePapers, name) ? objectivePapers[name as ObjectiveName].title : name;
}

/** Name of a recipe's objective: `kd`; null for recipes without one. */
export function objectiveOf(recipe: Record<string, unknown>): string | null {
  const name = field(recipe.objective, 'name');
  return typeof name === 'string' ? name : null;
}

function shape(encoder: unknown): string | null {
  const layers = field(encoder, 'layers');
  const hidden = field(encoder, 'hidden');
  return typeof layers === 'number' && typeof hidden === 'number' ? `${layers}×${hidden}` : null;
}

function field(value: unknown, name: string): unknown {
  return value !== null && typeof value === 'object' ? (value as Record<string, unknown>)[name] : undefined;
}
