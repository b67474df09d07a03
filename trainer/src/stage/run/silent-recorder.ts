import type { Recorder } from '../../record/recorder.ts';

const nothing = async (): Promise<void> => undefined;

/** Records nothing: for doing again what is recorded already. */
export const silentRecorder: Recorder = {
  startRun: nothing,
  resumeRun: nothing,
  updateRun: nothing,
  logMetrics: nothing,
  finishRun: nothing,
  registerDataset: nothing,
  createKnowledgeBase: nothing,
  writeEntries: nothing,
  sealKnowledgeBase: nothing,
  createEvaluation: nothing,
  writePredictions: nothing,
  finishEvaluation: nothing,
  saveArtifact: nothing,
  flush: nothing,
  close: nothing,
};
