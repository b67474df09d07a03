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

/**
 * Where the trainer says what happened: the one seam between training and the platform.
 *
 * Every method may be called again with the same input and then changes nothing. A promise resolves once the call is safe: in the
 * database, or on this machine's disk where the recorder can wait for the database to come back. Calls take effect in the order in
 * which they were made.
 *
 * Every method throws ExpectedError where the platform refuses the call (an unknown id, a sealed knowledge base, a wrong length).
 */
export interface Recorder {
  /** Creates a RUNNING run. From now until `finishRun` or `close`, a thread of its own tells the platform that it lives. */
  startRun(run: StartRun): Promise<void>;
  /** Takes up again a run that was started before and did not finish; it is RUNNING, and watched as after `startRun`. */
  resumeRun(resume: ResumeRun): Promise<void>;
  /** Sets the fields that are given. */
  updateRun(update: UpdateRun): Promise<void>;
  /** Writes points of one or many metrics; a later value for a step replaces the earlier. */
  logMetrics(metrics: LogMetrics): Promise<void>;
  /** Ends a run as FINISHED, FAILED or CANCELLED. */
  finishRun(finish: FinishRun): Promise<void>;

  /** Makes a dataset known, with all its examples in batches of consecutive indices. */
  registerDataset(header: DatasetHeader, examples: Iterable<ExampleBatch>): Promise<void>;

  /** Creates an empty knowledge base. */
  createKnowledgeBase(knowledgeBase: CreateKnowledgeBase): Promise<void>;
  /** Writes consecutive entries. */
  writeEntries(entries: KnowledgeEntryBatch): Promise<void>;
  /** Makes a knowledge base immutable; refused unless it holds exactly `size` entries. */
  sealKnowledgeBase(seal: SealKnowledgeBase): Promise<void>;

  /** Creates an evaluation of a run on a dataset, with or without retrieval. */
  createEvaluation(evaluation: CreateEvaluation): Promise<void>;
  /** Writes consecutive predictions with their neighbors. */
  writePredictions(predictions: PredictionBatch): Promise<void>;
  /** Ends an evaluation with its scores; refused unless every example has its prediction. */
  finishEvaluation(finish: FinishEvaluation): Promise<void>;

  /** Stores the file at `path` as a run's artifact. */
  saveArtifact(artifact: ArtifactHeader, path: string): Promise<void>;

  /**
   * Waits until everything said so far is safe.
   *
   * @throws ExpectedError where the platform, back after an outage, refused something that was said during it
   */
  flush(): Promise<void>;
  /** Ends the heartbeat and lets go of connections. Does not finish runs. */
  close(): Promise<void>;
}
