/** Where a checkpoint is to be found: a folder of this machine, or a model of the Hugging Face Hub. */
export type CheckpointSource =
  | { kind: 'folder'; path: string }
  | { kind: 'hub'; name: string; revision: string | null };

const folder = /^([./~\\]|[A-Za-z]:[\\/])/;
const hubId = /^(?<name>(?:[A-Za-z0-9][\w.-]*\/)?[A-Za-z0-9][\w.-]*)(?:@(?<revision>[\w./-]+))?$/;

/**
 * Reads what a recipe calls a checkpoint. What begins with `/`, `.`, `~` or a drive is a folder; anything else is a model of the Hub,
 * `owner/name` with `@revision` (a branch, a tag or a commit) where it is not the main branch's. Whether there is such a folder plays no part.
 *
 * @returns null for a text that is neither
 */
export function checkpointSource(from: string): CheckpointSource | null {
  if (folder.test(from)) return { kind: 'folder', path: from };
  const groups = hubId.exec(from)?.groups;
  return groups?.name ? { kind: 'hub', name: groups.name, revision: groups.revision ?? null } : null;
}
