import { updateRun as schema, type UpdateRun } from '@stillhouse/domain/record/run.ts';
import type { Database } from '../database/database.ts';
import { mustExist } from '../input/must-exist.ts';
import { parseInput } from '../input/parse-input.ts';
import { tellOfRun, touchRun } from './touch-run.ts';

const columns = {
  name: 'name',
  tags: 'tags',
  notes: 'notes',
  parameters: 'parameters',
  knowledgeBase: 'knowledge_base_id',
} as const;

/**
 * Sets the fields of a run that are given; the others stay as they are. What only its trainer knows, parameters and knowledge base, is a sign
 * of life as well; name, tags and notes are not.
 *
 * @throws ExpectedError BAD_INPUT; NOT_FOUND for the run or its knowledge base
 */
export async function updateRun(db: Database, input: UpdateRun): Promise<void> {
  const { id, ...fields } = parseInput(schema, input);
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  await db.transaction(async (tx) => {
    if (fields.knowledgeBase) {
      const [row] = await tx.query('SELECT 1 FROM knowledge_base WHERE id = $1', [fields.knowledgeBase]);
      mustExist(row, 'knowledge base', fields.knowledgeBase, 'knowledgeBase');
    }
    const lives = fields.parameters !== undefined || fields.knowledgeBase !== undefined;
    await (lives ? touchRun : tellOfRun)(tx, id, 'id');
    if (given.length === 0) return;
    const assignments = given.map(([name], i) => `${columns[name as keyof typeof columns]} = $${i + 2}`);
    await tx.query(`UPDATE run SET ${assignments.join(', ')} WHERE id = $1`, [
      id,
      ...given.map(([, value]) => value),
    ]);
  });
}
