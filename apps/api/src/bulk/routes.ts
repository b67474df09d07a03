import type { Database } from '@stillhouse/prisma/database/database.ts';
import { readExamples } from '@stillhouse/prisma/dataset/read-examples.ts';
import { writeExamples } from '@stillhouse/prisma/dataset/write-examples.ts';
import { readPredictions } from '@stillhouse/prisma/evaluation/read-predictions.ts';
import { writePredictions } from '@stillhouse/prisma/evaluation/write-predictions.ts';
import { readEntries } from '@stillhouse/prisma/knowledge-base/read-entries.ts';
import { writeEntries } from '@stillhouse/prisma/knowledge-base/write-entries.ts';
import { type NextFunction, type Request, type Response, Router } from 'express';
import { faultBody } from '../error/fault-body.ts';
import { bareId } from '../schema/global-id.ts';
import { compressed } from '../server/compressed.ts';
import type { Heartbeats } from '../server/heartbeats.ts';
import { receiveArtifact } from './artifact.ts';
import type { Decoded, RowKind } from './decode-batch.ts';
import { encodeEntries, encodeExamples, encodePredictions } from './encode.ts';
import { type Decoding, readBatches } from './read-batches.ts';
import { sendArtifact } from './send-artifact.ts';
import { sendRows } from './send-rows.ts';

type Handler = (request: Request<Record<string, string>>, response: Response) => Promise<void>;

/**
 * The routes for data that does not suit JSON: columns as Apache Arrow IPC streams, files as bytes. Each record batch is one
 * transaction, and sending it again changes nothing. Columns are read back in the same format, in pages.
 *
 * @param artifacts folder of the artifacts' bytes
 * @param decoding the caller closes its thread
 */
export function bulkRoutes(
  db: Database,
  artifacts: string,
  heartbeats: Heartbeats,
  decoding: Decoding,
): Router {
  const routes = Router();
  routes.post(/\/(examples|entries|predictions)$/, requireType('application/vnd.apache.arrow.stream'));
  routes.put(/\/artifacts\//, requireType('application/octet-stream'));
  const onBatches =
    <Kind extends RowKind>(
      kind: Kind,
      owner: (id: string) => string,
      write: (rows: Decoded[Kind]) => Promise<number>,
    ): Handler =>
    async (request, response) => {
      let written = 0;
      for await (const rows of readBatches(request, kind, owner(request.params.id ?? ''), decoding))
        written += await write(rows);
      response.json({ written });
    };

  const get = (path: string, read: Parameters<typeof sendRows>[0]) =>
    routes.get(path, settled(sendRows(read)));
  routes.get('/datasets/:id/examples', compressed());
  get('/datasets/:id/examples', async (id, start, count) =>
    encodeExamples(await readExamples(db, id, start, count)),
  );
  get('/knowledge-bases/:id/entries', async (id, start, count) =>
    encodeEntries(await readEntries(db, bareId('KnowledgeBase', id), start, count)),
  );
  get('/evaluations/:id/predictions', async (id, start, count) =>
    encodePredictions(await readPredictions(db, bareId('Evaluation', id), start, count)),
  );

  routes.post(
    '/datasets/:id/examples',
    settled(
      onBatches(
        'examples',
        (id) => id,
        (rows) => writeExamples(db, rows),
      ),
    ),
  );
  routes.post(
    '/knowledge-bases/:id/entries',
    settled(
      onBatches(
        'entries',
        (id) => bareId('KnowledgeBase', id),
        (rows) => writeEntries(db, rows),
      ),
    ),
  );
  routes.post(
    '/evaluations/:id/predictions',
    settled(
      onBatches(
        'predictions',
        (id) => bareId('Evaluation', id),
        (rows) => writePredictions(db, rows),
      ),
    ),
  );
  routes.post(
    '/runs/:id/heartbeat',
    settled(async (request, response) => {
      await heartbeats.note(bareId('Run', request.params.id ?? ''));
      response.status(204).end();
    }),
  );
  routes.put('/runs/:id/artifacts/:name', settled(receiveArtifact(db, artifacts)));
  routes.get('/runs/:id/artifacts/:name', settled(sendArtifact(db, artifacts)));
  return routes;
}

/** A type that no form of another site can send. */
function requireType(type: string) {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (request.is(type)) {
      next();
      return;
    }
    const message = `The content-type of the request must be ${type}.`;
    response.status(415).json(faultBody('BAD_INPUT', message, ['content-type']));
  };
}

/** Hands what a handler throws to the error handler behind the routes. */
function settled(handler: Handler) {
  return (request: Request<Record<string, string>>, response: Response, next: NextFunction) => {
    handler(request, response).catch(next);
  };
}
