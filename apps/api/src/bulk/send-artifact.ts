import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import type { Request, Response } from 'express';
import { bareId } from '../schema/global-id.ts';

/**
 * Answers with a file of a run, or with the range of it that is asked for; always to be saved, never to be shown.
 *
 * @param folder of the artifacts' bytes, each at `<first two digits>/<sha256>`
 */
export function sendArtifact(db: Database, folder: string) {
  return async (request: Request<Record<string, string>>, response: Response): Promise<void> => {
    const { id = '', name = '' } = request.params;
    const runId = bareId('Run', id, 'run');
    const found = await db.prisma.artifact.findUnique({ where: { runId_name: { runId, name } } });
    if (!found) throw new ExpectedError('NOT_FOUND', `The run ${runId} has no file ${name}.`, ['name']);
    const place = join(found.sha256.slice(0, 2), found.sha256);
    if (!(await isFile(join(folder, place)))) {
      const message = `${name} is not on this machine. A trainer that records directly to Postgres keeps its files on its own machine.`;
      throw new ExpectedError('NOT_FOUND', message, ['name']);
    }
    await new Promise<void>((resolve, reject) => {
      response.download(place, name, { root: folder }, (error) => (error ? reject(error) : resolve()));
    });
  };
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
