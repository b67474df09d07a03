import type { ObjectiveName } from '@stillhouse/domain/recipe/objective.ts';
import { objectivePapers } from '@stillhouse/domain/recipe/objective-paper.ts';
import type { RunKind } from '@stillhouse/domain/run/run.ts';

const kinds: Record<RunKind, string> = { TEACHER: 'Teacher', STUDENT: 'Student', EXTERNAL: 'External' };

export function kindTitle(kind: RunKind): string {
  return kinds[kind];
}

/** An objective's name as papers write it; an unfamiliar one as it was recorded. */
export function objectiveTitle(name: string): string {
  return Object.hasOwn(objectivePapers, name) ? objectivePapers[name as ObjectiveName].title : name;
}

export const objectiveNames = Object.keys(objectivePapers) as ObjectiveName[];
