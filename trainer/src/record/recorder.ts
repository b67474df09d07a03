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
 * Where the trainer reports what happened: the one seam between training and the platform.
 *
 * A call is handed over at the moment when it is made, and delivered by a thread of its own whatever this one does meanwhile. Its promise
 * resolves once the call is safe: in the database, or on this machine's disk if the platform is away or cannot keep up. Nothing has to wait
 * for that but a caller that needs the answer; a training step does not. Calls take effect in the order in which they were made.
 *
 * Every method may be called again with the same input and then changes nothing.
 *
 * Every method rejects with ExpectedError if the platform refuses the call (an unknown id, a sealed knowledge base, a wrong length), or if
 * the input holds a value that could not be recorded unaltered. The refusal of a call that had to wait on disk is reported, and thrown by the
 * next `flush`; the call is kept on disk with the reason.
 */
export interface Recorder {
  /** Creates a RUNNING run. From now until `finishRun` or `close`, heartbeats report that it is alive. */
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
   * Waits until every call so far is safe, and reports how many are left if that takes long.
   *
   * @throws ExpectedError if the platform refused a call that had waited on disk
   */
  flush(): Promise<void>;
  /**
   * Sends what waits, reporting how many calls are left, and stops the heartbeats. What cannot be sent stays on disk for the next training or
   * `stillhouse sync`. Does not finish runs.
   */
  close(): Promise<void>;
}
