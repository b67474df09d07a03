import type { Call, CallInputs } from './call.ts';
import { checkCall } from './call-codec.ts';
import type { Recorder } from './recorder.ts';
import { type Moment, Stamps } from './stamps.ts';

/** Where the calls of a recorder go. */
export interface CallSink {
  /** Takes a call, in the order of the calls. @param bytes about how many it has @returns a promise that resolves once the call is safe */
  deliver(call: Call, bytes: number): Promise<void>;
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** A recorder that stamps each call with its moment, refuses what could not be recorded unaltered, and hands the call to a sink. */
export function callRecorder(sink: CallSink): Recorder {
  const stamps = new Stamps();
  const make = async <Method extends keyof CallInputs>(
    method: Method,
    input: CallInputs[Method],
    moment?: Moment,
  ): Promise<void> => {
    const call = { method, input: moment ? stamps.on(input, moment) : input } as Call;
    await sink.deliver(call, checkCall(call));
  };
  const making =
    <Method extends keyof CallInputs>(method: Method, moment?: Moment) =>
    (input: CallInputs[Method]) =>
      make(method, input, moment);

  return {
    startRun: making('startRun', 'startedAt'),
    resumeRun: making('resumeRun'),
    updateRun: making('updateRun'),
    logMetrics: making('logMetrics'),
    finishRun: making('finishRun', 'finishedAt'),
    async registerDataset(header, examples) {
      await make('registerDataset', header);
      for (const batch of examples) await make('writeExamples', batch);
    },
    createKnowledgeBase: making('createKnowledgeBase', 'createdAt'),
    writeEntries: making('writeEntries'),
    sealKnowledgeBase: making('sealKnowledgeBase', 'sealedAt'),
    createEvaluation: making('createEvaluation', 'createdAt'),
    writePredictions: making('writePredictions'),
    finishEvaluation: making('finishEvaluation', 'finishedAt'),
    saveArtifact: (header, path) => make('uploadArtifact', { header, path }),
    flush: () => sink.flush(),
    close: () => sink.close(),
  };
}
