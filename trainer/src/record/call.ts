import type { DatasetHeader, ExampleBatch } from '@stillhouse/domain/record/dataset.ts';
import type {
  CreateEvaluation,
  FinishEvaluation,
  PredictionBatch,
} from '@stillhouse/domain/record/evaluation.ts';
import type {
  CreateKnowledgeBase,
  KnowledgeEntryBatch,
  SealKnowledgeBase,
} from '@stillhouse/domain/record/knowledge-base.ts';
import type { LogMetrics } from '@stillhouse/domain/record/metric.ts';
import type {
  ArtifactHeader,
  FinishRun,
  ResumeRun,
  StartRun,
  UpdateRun,
} from '@stillhouse/domain/record/run.ts';

/** Input of each call that a recorder sends to the API, by the client's method. */
export interface CallInputs {
  startRun: StartRun;
  updateRun: UpdateRun;
  logMetrics: LogMetrics;
  resumeRun: ResumeRun;
  finishRun: FinishRun;
  registerDataset: DatasetHeader;
  writeExamples: ExampleBatch;
  createKnowledgeBase: CreateKnowledgeBase;
  writeEntries: KnowledgeEntryBatch;
  sealKnowledgeBase: SealKnowledgeBase;
  createEvaluation: CreateEvaluation;
  writePredictions: PredictionBatch;
  finishEvaluation: FinishEvaluation;
  uploadArtifact: { header: ArtifactHeader; path: string };
}

/** One call, as data: it can wait on disk and be made later. */
export type Call = {
  [Method in keyof CallInputs]: { method: Method; input: CallInputs[Method] };
}[keyof CallInputs];

/** What can take calls: StillhouseClient does. */
export type CallTarget = { [Method in keyof CallInputs]: (input: CallInputs[Method]) => Promise<unknown> };

/** Makes the call. */
export async function perform(target: CallTarget, call: Call): Promise<void> {
  const method = target[call.method] as (input: Call['input']) => Promise<unknown>;
  await method.call(target, call.input);
}
