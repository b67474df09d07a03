import type { KnowledgeStorage } from '@stillhouse/domain/record/knowledge-base.ts';
import type { Queryable } from '../database/database.ts';
import { mustExist } from '../input/must-exist.ts';

export interface LockedKnowledgeBase {
  id: string;
  teacher: string;
  dimension: number;
  classes: number;
  size: number;
  indexed: boolean;
  storage: KnowledgeStorage;
  health: unknown;
  createdAt: Date;
  sealedAt: Date | null;
  /** Number of examples of its dataset. */
  examples: number;
}

/** A knowledge base, locked against other writers until the transaction ends. @throws ExpectedError NOT_FOUND */
export async function lockKnowledgeBase(tx: Queryable, id: string): Promise<LockedKnowledgeBase> {
  const [row] = await tx.query<LockedKnowledgeBase>(
    `SELECT kb.id, kb.teacher_id AS teacher, kb.dimension, kb.classes, kb.size, kb.indexed, kb.storage, kb.health,
            kb.created_at AS "createdAt", kb.sealed_at AS "sealedAt", dataset.size AS examples
     FROM knowledge_base AS kb JOIN dataset ON dataset.digest = kb.dataset_digest
     WHERE kb.id = $1 FOR NO KEY UPDATE OF kb`,
    [id],
  );
  return mustExist(row, 'knowledge base', id, 'knowledgeBase');
}
