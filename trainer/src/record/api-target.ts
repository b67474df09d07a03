import { access } from 'node:fs/promises';
import { StillhouseError, Unreachable } from '@stillhouse/client/errors.ts';
import { notStillhouse } from '@stillhouse/client/transport.ts';
import { type ErrorCode, ExpectedError, errorCodes } from '@stillhouse/domain/error/expected-error.ts';
import type { CallTarget } from './call.ts';
import { Outage } from './outage.ts';

/** The client's methods (StillhouseClient has them all), throwing ExpectedError for what the API refuses and Outage for what may pass. */
export function apiTarget(client: CallTarget): CallTarget {
  const translating =
    <Input>(method: (input: Input) => Promise<unknown>) =>
    async (input: Input): Promise<void> => {
      try {
        await method.call(client, input);
      } catch (error) {
        throw translated(error);
      }
    };
  const uploadArtifact = translating(client.uploadArtifact);
  return {
    startRun: translating(client.startRun),
    updateRun: translating(client.updateRun),
    logMetrics: translating(client.logMetrics),
    resumeRun: translating(client.resumeRun),
    finishRun: translating(client.finishRun),
    registerDataset: translating(client.registerDataset),
    writeExamples: translating(client.writeExamples),
    createKnowledgeBase: translating(client.createKnowledgeBase),
    writeEntries: translating(client.writeEntries),
    sealKnowledgeBase: translating(client.sealKnowledgeBase),
    createEvaluation: translating(client.createEvaluation),
    writePredictions: translating(client.writePredictions),
    finishEvaluation: translating(client.finishEvaluation),
    async uploadArtifact(input) {
      // The client streams the file, and a stream that breaks looks like a broken connection.
      await access(input.path).catch((error: Error) => {
        throw new ExpectedError('NOT_FOUND', `${input.path} cannot be read: ${error.message}`, ['path']);
      });
      await uploadArtifact(input);
    },
  };
}

/** What the trainer throws for what the client throws: Outage for what may pass, ExpectedError for a refusal. */
export function translated(error: unknown): unknown {
  if (error instanceof Unreachable) return new Outage(error.message, { code: error.code, cause: error });
  if (!(error instanceof StillhouseError)) return error;
  // Another server at the address refuses everything: what was recorded waits for Stillhouse to be back.
  if (error.code === notStillhouse) return new Outage(error.message, { code: error.code, cause: error });
  return isCode(error.code)
    ? new ExpectedError(error.code, error.message, error.path)
    : new ExpectedError('BAD_INPUT', `${error.code}: ${error.message}`, error.path);
}

function isCode(code: string): code is ErrorCode {
  return (errorCodes as readonly string[]).includes(code);
}
