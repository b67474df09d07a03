import { createInterface } from 'node:readline';
import type { Work } from './contender.ts';

/** The contender's side of the conversation: says that it is ready, then answers each line with milliseconds. */
export async function answerRequests(
  description: string,
  doWork: (work: Work) => Promise<void>,
): Promise<void> {
  console.log(JSON.stringify({ ready: description }));
  for await (const line of createInterface({ input: process.stdin })) {
    const { repetitions, ...work } = JSON.parse(line) as Work & { repetitions: number };
    const times: number[] = [];
    for (let i = 0; i < repetitions; i++) {
      const start = performance.now();
      await doWork(work);
      times.push(performance.now() - start);
    }
    console.log(JSON.stringify(times));
  }
}
