import type { Progress, ProgressBar } from './progress.ts';

/** Milliseconds that work may take before it is shown. */
const quick = 2000;

/** Does a piece of work with a bar that appears once it turns out to take long; quick work goes by without a line. */
export async function showing<Result>(
  progress: Progress,
  title: string,
  work: (update: ProgressBar['update']) => Promise<Result>,
  now: () => number = () => performance.now(),
): Promise<Result> {
  const began = now();
  let bar: ProgressBar | undefined;
  try {
    return await work((event) => {
      if (now() - began < quick) return;
      bar ??= progress.begin(title);
      bar.update(event);
    });
  } finally {
    bar?.end();
  }
}
