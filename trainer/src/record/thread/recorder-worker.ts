import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { apiPlatform } from '../api-platform.ts';
import { Heartbeat } from '../heartbeat.ts';
import { Outbox } from '../outbox.ts';
import type { Platform, PlatformAddress } from '../platform.ts';
import { Spool } from '../spool.ts';
import type { FromRecorder, RecorderThreadData, ToRecorder } from './messages.ts';
import { sendable } from './sent-error.ts';
import { SystemFollower } from './system-follower.ts';

const { address, spool: folder, overflowed, alive, pace } = workerData as RecorderThreadData;
const platform = await platformAt(address);
const spool = await Spool.open(folder, overflowed);

parentPort?.once('message', (port: MessagePort) => {
  const send = (message: FromRecorder) => port.postMessage(message);
  const outbox = new Outbox({
    platform,
    spool,
    report: (line) => send({ line }),
    ...(pace.firstPause !== undefined && { firstPause: pace.firstPause }),
    ...(pace.longestPause !== undefined && { longestPause: pace.longestPause }),
    ...(pace.progress !== undefined && { progressEvery: pace.progress }),
  });
  const heartbeat = new Heartbeat(
    platform.beat,
    pace.heartbeat === undefined ? undefined : pace.heartbeat / 1000,
  );
  for (const run of alive) heartbeat.watch(run);
  const system = new SystemFollower(
    (metrics) => outbox.deliver({ method: 'logMetrics', input: metrics }),
    pace.sample,
  );

  async function close(): Promise<void> {
    system.close();
    await outbox.close();
    heartbeat.close();
    await platform.close();
  }

  function answer(id: number, work: Promise<void>): void {
    work.then(
      () => send({ id }),
      (error: unknown) => send({ id, error: sendable(error) }),
    );
  }

  /** The call stays in its file, and the next start of a recorder takes it over. */
  const reportFault = ({ message }: Error) =>
    send({ line: `A call on disk cannot be taken over: ${message}` });

  port.on('message', (message: ToRecorder) => {
    if ('call' in message) answer(message.id, outbox.deliver(message.call));
    else if ('ask' in message) answer(message.id, message.ask === 'flush' ? outbox.flush() : close());
    else if ('overflow' in message) outbox.takeOver(message.overflow).catch(reportFault);
    else if ('watch' in message) heartbeat.watch(message.watch);
    else if ('unwatch' in message) heartbeat.unwatch(message.unwatch);
    else if ('follow' in message) system.follow(message.follow);
    else system.unfollow(message.unfollow);
  });
});

/** Only what is needed is loaded: a trainer that records over the API needs no database. */
async function platformAt(at: PlatformAddress): Promise<Platform> {
  if (at.kind === 'api') return apiPlatform(at);
  const { postgresPlatform } = await import('../postgres-platform.ts');
  return postgresPlatform(at);
}
