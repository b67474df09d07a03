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
import type { CallTarget } from '@stillhouse/trainer/record/call.ts';
import { Outage } from '@stillhouse/trainer/record/outage.ts';

/** The API without its server: calls go straight to the database, and `away` makes it unreachable. */
export class DatabaseTarget implements CallTarget {
  readonly #database: Database;
  away = false;
  /** Does what is asked and then loses the answer, as a connection does that breaks at the wrong moment. */
  losesAnswers = false;
  /** Has no space left. */
  full = false;
  /** Cannot be reached at every second call. */
  failsEverySecond = false;
  /** Fails by itself at a call that has this name. */
  failsAt: string | null = null;
  #calls = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  startRun = this.#to(startRun);
  updateRun = this.#to(updateRun);
  logMetrics = this.#to(logMetrics);
  resumeRun = this.#to(resumeRun);
  finishRun = this.#to(finishRun);
  registerDataset = this.#to(registerDataset);
  writeExamples = this.#to(writeExamples);
  createKnowledgeBase = this.#to(createKnowledgeBase);
  writeEntries = this.#to(writeEntries);
  sealKnowledgeBase = this.#to(sealKnowledgeBase);
  createEvaluation = this.#to(createEvaluation);
  writePredictions = this.#to(writePredictions);
  finishEvaluation = this.#to(finishEvaluation);
  uploadArtifact = async () => {
    throw new Error('not part of these tests');
  };

  #to<Input>(write: (database: Database, input: Input) => Promise<unknown>) {
    return async (input: Input): Promise<void> => {
      if (this.away) throw new Outage('nobody there');
      if (this.full) throw new Outage('No space is left', { code: 'STORAGE_FULL' });
      if (this.failsEverySecond && this.#calls++ % 2 === 1) throw new Outage('the connection broke');
      if (this.failsAt !== null && (input as { name?: string }).name === this.failsAt)
        throw new Outage('Internal error', { code: 'INTERNAL' });
      await write(this.#database, input);
      if (this.losesAnswers) throw new Outage('the connection broke');
    };
  }
}
