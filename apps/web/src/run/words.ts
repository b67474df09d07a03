import type { ObjectiveName } from '@stillhouse/domain/recipe/objective.ts';
import type { RunKind } from '@stillhouse/domain/run/run.ts';

const kinds: Record<RunKind, string> = { TEACHER: 'Teacher', STUDENT: 'Student', EXTERNAL: 'External' };

const objectives: Record<ObjectiveName, string> = { 'fine-tune': 'Fine-tune', kd: 'KD', reaugkd: 'ReAugKD' };

export function kindTitle(kind: RunKind): string {
  return kinds[kind];
}

/** An objective's name as papers write it; an unfamiliar one as it was recorded. */
export function objectiveTitle(name: string): string {
  return name in objectives ? objectives[name as ObjectiveName] : name;
}

export const objectiveNames = Object.keys(objectives) as ObjectiveName[];
