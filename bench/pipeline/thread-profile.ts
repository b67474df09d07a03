import type { Profiler } from 'node:inspector';
import { Session } from 'node:inspector/promises';

/** Microseconds between two samples: often enough for shares of a percent in seconds, seldom enough to disturb nothing. */
const interval = 2000;

/**
 * What the thread is at, by the file of ours nearest to where it was met: the first that fits. What none of them explains is `rest`; the
 * profiler itself knows of `idle` and `garbage`.
 */
const activities: readonly [name: string, file: RegExp][] = [
  ['reading', /\/trainer\/src\/data\/(glue|custom|synthetic|load-data|example-set)|\/csv-parse\//],
  ['learning the vocabulary', /\/trainer\/src\/data\/wordpiece\/(learn|count)/],
  [
    'tokenizing and batching',
    /\/trainer\/src\/data\/(tokenizer|wordpiece|byte-level-bpe|batch\.ts)|\/@huggingface\/tokenizers\//,
  ],
  [
    'recording',
    /\/trainer\/src\/(record|stage\/run)\/|\/clients\/typescript\/|\/prisma\/|\/pglite|\/apache-arrow\/|\/undici|internal\/deps\/undici/,
  ],
  ['retrieval', /\/trainer\/src\/(knowledge|stage\/(knowledge-base|retrieval|evaluation))\/|\/usearch\//],
  ['networks and optimizer', /\/@tensorflow\/|\/trainer\/src\/(model|training|objective|backend|stage)\//],
];

/** Seconds of this thread by what it was at, while `work` went on; in it `idle`: waiting for a timer, a file or the network. */
export async function profiled<Result>(
  work: () => Promise<Result>,
): Promise<{ result: Result; seconds: Map<string, number> }> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval });
  await session.post('Profiler.start');
  try {
    const result = await work();
    const { profile } = await session.post('Profiler.stop');
    return { result, seconds: byActivity(profile) };
  } finally {
    session.disconnect();
  }
}

function byActivity({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Map<string, number> {
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const known = new Map<number, string>();
  const activityOf = (id: number): string => {
    const before = known.get(id);
    if (before) return before;
    const frame = frames.get(id);
    const parent = parents.get(id);
    const own = frame ? activityOfFrame(frame) : null;
    const activity = own ?? (parent === undefined ? 'rest' : activityOf(parent));
    known.set(id, activity);
    return activity;
  };
  const seconds = new Map<string, number>();
  samples.forEach((id, i) => {
    const name = activityOf(id);
    seconds.set(name, (seconds.get(name) ?? 0) + (timeDeltas[i] ?? 0) / 1e6);
  });
  return seconds;
}

function activityOfFrame({
  functionName,
  url,
}: Profiler.Profile['nodes'][number]['callFrame']): string | null {
  if (functionName === '(idle)') return 'idle';
  if (functionName === '(garbage collector)') return 'garbage';
  return activities.find(([, file]) => file.test(url))?.[0] ?? null;
}
