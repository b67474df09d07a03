import type { Needs } from '../../objective/objective.ts';
import { needsNetwork } from './teacher-source.ts';

/** What is kept of the teacher for its students, and what it has to be asked for again. */
export interface TeacherPlan {
  /** For each objective in turn: the layers whose [CLS] states of all training examples it finds in memory. */
  clsStates: readonly (readonly number[])[];
  /** Places of the objectives whose [CLS] states do not fit the memory: the network says them anew for each batch. */
  recomputed: readonly number[];
  /** Whether the network is needed beside the students. */
  keepsNetwork: boolean;
}

/** Most bytes of [CLS] states that are kept in memory. */
export const clsStatesBudget = 2 ** 29;

/**
 * All that an objective wants of them is kept, or nothing: what is left out would have the network run all the same.
 *
 * @param needs what each objective asks of the teacher, in the order in which they are trained
 * @param layerBytes of the [CLS] states of one layer for all training examples
 * @param budget bytes
 */
export function planTeacherOutputs(
  needs: readonly Needs[],
  layerBytes: number,
  budget: number = clsStatesBudget,
): TeacherPlan {
  const kept = new Set<number>();
  const fits = needs.map(({ clsStates = [] }) => {
    const all = new Set([...kept, ...clsStates]);
    if (all.size * layerBytes > budget) return false;
    for (const layer of clsStates) kept.add(layer);
    return true;
  });
  const recomputed = [...fits.keys()].filter((i) => !fits[i]);
  return {
    clsStates: needs.map(({ clsStates = [] }, i) => (fits[i] ? clsStates : [])),
    recomputed,
    keepsNetwork: recomputed.length > 0 || needs.some(({ clsStates: _, ...others }) => needsNetwork(others)),
  };
}
