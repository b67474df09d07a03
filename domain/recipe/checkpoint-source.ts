/** Where a checkpoint is to be found: a folder of this machine, the folder of a run that was trained on it, or a model of the Hugging Face Hub. */
export type CheckpointSource =
  | { kind: 'folder'; path: string }
  | { kind: 'run'; id: string }
  | { kind: 'hub'; name: string; revision: string | null };

const folder = /^([./~\\]|[A-Za-z]:[\\/])/;
const runId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const hubId = /^(?<name>(?:[A-Za-z0-9][\w.-]*\/)?[A-Za-z0-9][\w.-]*)(?:@(?<revision>[\w./-]+))?$/;

/** What a text that is no checkpoint is told. */
export const noCheckpointSource =
  'must be a folder (./models/bert), the id of a run of this machine, or a model of the Hub (owner/name, owner/name@revision)';

/**
 * Reads what a recipe calls a checkpoint. What begins with `/`, `.`, `~` or a drive is a folder; a UUID is a run; anything else is a model
 * of the Hub, `owner/name` with `@revision` (a branch, a tag or a commit) where it is not the main branch's. Whether there is such a folder
 * or run plays no part.
 *
 * @returns null for a text that is none of them
 */
export function checkpointSource(from: string): CheckpointSource | null {
  if (folder.test(from)) return { kind: 'folder', path: from };
  if (runId.test(from)) return { kind: 'run', id: from.toLowerCase() };
  const groups = hubId.exec(from)?.groups;
  return groups?.name ? { kind: 'hub', name: groups.name, revision: groups.revision ?? null } : null;
}
