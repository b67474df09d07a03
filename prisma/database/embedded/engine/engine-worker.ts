import { parentPort, workerData } from 'node:worker_threads';
import type { Engine, EngineOptions } from './engine.ts';
import { EngineFault } from './engine-fault.ts';
import { openLocalEngine } from './local-engine.ts';
import type { Reply, Request, StatementFailure } from './thread-message.ts';

/** Serves an engine to the thread that started this one, and ends with it. */

const port = parentPort;
if (!port) throw new Error('This module runs in a thread.');

const say = (reply: Reply, transfer: ArrayBuffer[] = []) => port.postMessage(reply, transfer);

try {
  const engine = await openLocalEngine(workerData as EngineOptions);
  void engine.failed.then(end);
  port.on('message', (request: Request) => void answer(engine, request));
  say({ kind: 'open' });
} catch (error) {
  end(error);
}

async function answer(engine: Engine, request: Request): Promise<void> {
  const { id } = request;
  try {
    const bytes = await perform(engine, request);
    if (bytes) {
      // Never a view of a larger buffer: all of that would be sent.
      const exact = bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
      say({ kind: 'done', id, bytes: exact }, [exact.buffer as ArrayBuffer]);
    } else say({ kind: 'done', id, bytes: null });
  } catch (error) {
    if (error instanceof EngineFault) return;
    say({ kind: 'failed', id, failure: failureOf(error) });
  }
  if (request.call === 'close') port?.close();
}

async function perform(engine: Engine, request: Request): Promise<Uint8Array | null> {
  switch (request.call) {
    case 'send':
      return engine.send(request.messages);
    case 'copy':
      await engine.copy(request.target, request.rows);
      return null;
    case 'dump':
      return engine.dump();
    case 'close':
      await engine.close();
      return null;
  }
}

/** Nothing can be done with what is left of a server that crashed. */
function end(error: unknown): void {
  const fault =
    error instanceof EngineFault
      ? error
      : new EngineFault({ message: String(error), code: null, log: '', full: false });
  say({ kind: 'fault', report: fault.report });
  port?.close();
}

function failureOf(error: unknown): StatementFailure {
  if (!(error instanceof Error)) return { message: String(error), fields: {} };
  const fields = Object.entries(error).filter(
    (field): field is [string, string] => typeof field[1] === 'string',
  );
  return { message: error.message, fields: Object.fromEntries(fields) };
}
