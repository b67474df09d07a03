import { checkpointSource } from '@stillhouse/domain/recipe/checkpoint-source.ts';

/**
 * Whose embeddings the keys of a knowledge base are, in words.
 *
 * @param config of its teacher's recipe, which has `blackBox` where nothing but the teacher's predictions is known
 */
export function keysText(config: unknown): string {
  const keys = (config as { blackBox?: { keys?: unknown } | null } | null)?.blackBox?.keys;
  if (typeof keys !== 'string') return 'the teacher, projected';
  if (keys === 'student') return 'the student';
  const source = checkpointSource(keys);
  return source?.kind === 'run' ? `a third encoder, the run ${keys}` : `a third encoder, ${keys}`;
}
