import { uuid } from '@stillhouse/domain/record/identity.ts';
import type { Database } from '../database/database.ts';
import { mustExist } from '../input/must-exist.ts';
import { parseInput } from '../input/parse-input.ts';
import { beatAll } from './beat-all.ts';

/** Writes the heartbeat of one run. @throws ExpectedError NOT_FOUND */
export async function beat(db: Database, run: string): Promise<void> {
  const [row] = await beatAll(db.urgent, [{ run: parseInput(uuid, run), secondsAgo: 0 }]);
  mustExist(row, 'run', run, 'run');
}
