import { chunksOfPoints } from '@stillhouse/client/chunks.ts';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { saveArtifact } from '@stillhouse/prisma/artifact/save-artifact.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
import { refusedValue } from '@stillhouse/prisma/database/refused-value.ts';
import { registerDataset } from '@stillhouse/prisma/dataset/register-dataset.ts';
import { writeExamples } from '@stillhouse/prisma/dataset/write-examples.ts';
import { createEvaluation } from '@stillhouse/prisma/evaluation/create-evaluation.ts';
import { finishEvaluation } from '@stillhouse/prisma/evaluation/finish-evaluation.ts';
import { writePredictions } from '@stillhouse/prisma/evaluation/write-predictions.ts';
import { createKnowledgeBase } from '@stillhouse/prisma/knowledge-base/create-knowledge-base.ts';
import { sealKnowledgeBase } from '@stillhouse/prisma/knowledge-base/seal-knowledge-base.ts';
import { writeEntries } from '@stillhouse/prisma/knowledge-base/write-entries.ts';
import { logMetrics } from '@stillhouse/prisma/metric/log-metrics.ts';
import { finishRun } from '@stillhouse/prisma/run/finish-run.ts';
import { resumeRun } from '@stillhouse/prisma/run/resume-run.ts';
import { startRun } from '@stillhouse/prisma/run/start-run.ts';
import { updateRun } from '@stillhouse/prisma/run/update-run.ts';
import type { CallTarget } from './call.ts';
import { Outage } from './outage.ts';
import { postgresOutage } from './postgres-outage.ts';
import { storeFile } from './store-file.ts';

/**
 * Writes calls straight into a database. Each throws Outage where the server is gone or cannot work now, ExpectedError for a refusal.
 *
 * @param open the database; asked for each call, so that one that cannot be opened yet is an outage too
 * @param home folder whose `artifacts/` takes the bytes of artifacts
 */
export function postgresTarget(open: () => Promise<Database>, home: string): CallTarget {
  const into =
    <Input>(write: (database: Database, input: Input) => Promise<unknown>) =>
    async (input: Input): Promise<void> => {
      try {
        await write(await open(), input);
      } catch (error) {
        throw translated(error);
      }
    };
  return {
    startRun: into(startRun),
    updateRun: into(updateRun),
    logMetrics: into(async (database, metrics) => {
      for (const chunk of chunksOfPoints(metrics)) await logMetrics(database, chunk);
    }),
    resumeRun: into(resumeRun),
    finishRun: into(finishRun),
    registerDataset: into(registerDataset),
    writeExamples: into(writeExamples),
    createKnowledgeBase: into(createKnowledgeBase),
    writeEntries: into(writeEntries),
    sealKnowledgeBase: into(sealKnowledgeBase),
    createEvaluation: into(createEvaluation),
    writePredictions: into(writePredictions),
    finishEvaluation: into(finishEvaluation),
    uploadArtifact: into(async (database, { header, path }) => {
      await storeFile(home, header, path);
      await saveArtifact(database, header);
    }),
  };
}

function translated(error: unknown): unknown {
  const outage = postgresOutage(error);
  if (outage) return new Outage(outage.message, { code: outage.code, cause: error });
  return error instanceof ExpectedError ? error : (refusedValue(error) ?? error);
}
