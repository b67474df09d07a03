import { parentPort } from 'node:worker_threads';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { decodeBatch, type EncodedBatch } from './decode-batch.ts';
import type { DecodeAnswer } from './decoding-thread.ts';

/** Decodes one record batch after the other, in the order in which they come. */
parentPort?.on('message', (batch: EncodedBatch) => {
  const answer = answerOf(batch);
  const columns = 'rows' in answer && answer.rows !== null ? Object.values(answer.rows) : [];
  const buffers = new Set(columns.filter(ArrayBuffer.isView).map(({ buffer }) => buffer as ArrayBuffer));
  parentPort?.postMessage(answer, [...buffers]);
});

function answerOf(batch: EncodedBatch): DecodeAnswer {
  try {
    return { rows: decodeBatch(batch) };
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    const { code, message, path } = error;
    return { refused: { code, message, path: [...path] } };
  }
}
