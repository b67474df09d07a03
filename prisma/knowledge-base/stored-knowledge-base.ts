import { uuid } from '@stillhouse/domain/record/identity.ts';
import type { Compression } from '@stillhouse/domain/record/knowledge-base.ts';
import type { StoredKnowledgeBase } from '@stillhouse/domain/record/stored.ts';
import type { Database } from '../database/database.ts';
import { mustExist } from '../input/must-exist.ts';
import { parseInput } from '../input/parse-input.ts';

/** @throws ExpectedError BAD_INPUT; NOT_FOUND */
export async function storedKnowledgeBase({ prisma }: Database, id: string): Promise<StoredKnowledgeBase> {
  const bare = parseInput(uuid, id);
  const found = await prisma.knowledgeBase.findUnique({ where: { id: bare }, include: { dataset: true } });
  const base = mustExist(found ?? undefined, 'knowledge base', bare, 'knowledgeBase');
  const { digest, task, labels } = base.dataset;
  return {
    id: base.id,
    name: base.name,
    teacher: base.teacherId,
    dataset: { digest, task, labels },
    dimension: base.dimension,
    classes: base.classes,
    size: base.size,
    bytes: Number(base.entryBytes + base.indexBytes),
    sealed: base.sealedAt !== null,
    storage: base.storage,
    method: base.method as Compression | null,
  };
}
