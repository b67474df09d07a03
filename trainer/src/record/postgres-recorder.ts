import { chunksOfPoints } from '@stillhouse/client/chunks.ts';
import { saveArtifact } from '@stillhouse/prisma/artifact/save-artifact.ts';
import type { Database } from '@stillhouse/prisma/database/database.ts';
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
import type { Heartbeat } from './heartbeat.ts';
import type { Recorder } from './recorder.ts';
import { Stamps } from './stamps.ts';
import { storeFile } from './store-file.ts';

export interface PostgresRecorderOptions {
  /** Closed with the recorder. */
  database: Database;
  /** Folder whose `artifacts/` takes the bytes of artifacts. */
  home: string;
  /** null where no other thread can reach the database, as with an embedded one. */
  heartbeat: Heartbeat | null;
}

/** Records straight into the database: for machines that hold its address. */
export function createPostgresRecorder({ database, home, heartbeat }: PostgresRecorderOptions): Recorder {
  const into =
    <Input>(write: (database: Database, input: Input) => Promise<unknown>) =>
    async (input: Input): Promise<void> => {
      await write(database, input);
    };

  const stamps = new Stamps();
  return {
    async startRun(run) {
      await startRun(database, stamps.on(run, 'startedAt'));
      heartbeat?.watch(run.id);
    },
    async resumeRun(resume) {
      await resumeRun(database, resume);
      heartbeat?.watch(resume.id);
    },
    updateRun: into(updateRun),
    async logMetrics(metrics) {
      for (const chunk of chunksOfPoints(metrics)) await logMetrics(database, chunk);
    },
    async finishRun(finish) {
      await finishRun(database, stamps.on(finish, 'finishedAt'));
      heartbeat?.unwatch(finish.id);
    },

    async registerDataset(header, batches) {
      await registerDataset(database, header);
      for (const batch of batches) await writeExamples(database, batch);
    },

    createKnowledgeBase: (input) => into(createKnowledgeBase)(stamps.on(input, 'createdAt')),
    writeEntries: into(writeEntries),
    sealKnowledgeBase: (input) => into(sealKnowledgeBase)(stamps.on(input, 'sealedAt')),

    createEvaluation: (input) => into(createEvaluation)(stamps.on(input, 'createdAt')),
    writePredictions: into(writePredictions),
    finishEvaluation: (input) => into(finishEvaluation)(stamps.on(input, 'finishedAt')),

    async saveArtifact(artifact, path) {
      await storeFile(home, artifact, path);
      await saveArtifact(database, artifact);
    },

    async flush() {
      // Each call is in the database once its promise has resolved.
    },
    async close() {
      await heartbeat?.close();
      await database.close();
    },
  };
}
