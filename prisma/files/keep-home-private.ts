import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { keepPrivate } from './keep-private.ts';

/** What Stillhouse keeps in its home folder. A home may be a folder that holds other things as well: those are left alone. */
const kept = ['database', 'artifacts', 'checkpoints', 'trainings', 'sweeps', 'spool', 'logs', 'api.json'];

/** Takes everybody's permissions but the owner's from what Stillhouse keeps in a home folder, which earlier versions made for everybody. */
export async function keepHomePrivate(home: string): Promise<void> {
  for (const name of kept) {
    const path = join(home, name);
    if (existsSync(path)) await keepPrivate(path);
  }
}
