import { mean, quantile } from '@stillhouse/domain/statistics/spread.ts';
import type { LoadMeter } from '../../system/machine-load.ts';

/** Something timed again and again, with what may follow it. */
export interface TimedWork<Value> {
  /** @param i counts up from 0 */
  first(i: number): Promise<Value>;
  /** Ways to go on from what `first` gave; each is timed on its own. */
  rest: readonly ((value: Value, i: number) => Promise<void> | void)[];
}

export interface Times {
  /** Milliseconds of `first`. */
  first: number[];
  /** Of `first` and each of `rest`, one after the other; for each of `rest` as many as of `first`. */
  rest: number[][];
  /** Mean load of the machine between the timings, in [0, 1]; null where it is unknown. */
  load: number | null;
  /** Whether the machine was quiet all along; null where that is unknown. */
  quiet: boolean | null;
}

export interface Timing {
  /** Milliseconds that count up. */
  clock?: () => number;
  /** null: times are taken as the machine is. */
  load: LoadMeter | null;
}

/** Load from which on the machine is not quiet: one other busy process on up to four processors. */
export const busyFrom = 0.2;
/** Repetitions between two looks at the machine, and how many such blocks are kept. */
const block = 10;
const kept = 5;
/** Blocks taken at most, where some of them were not quiet. */
const most = 8;
/** Looks at the machine before it is timed in whatever state it is: about 1.5 s. */
const looks = 15;
/** Milliseconds after which no blocks are taken in place of those that were not quiet. */
const patience = 2000;
/** The warm-up: groups of so many repetitions until two in a row differ by a tenth or less, or so many milliseconds have passed. */
const group = 5;
const longestWarmUp = 1000;

/**
 * Times the work once it has warmed up and the machine is quiet, or a short time has passed. Everything is timed in turn, so that a machine
 * that grows busy slows all alike; what was timed while it was busy is replaced if it calms down soon.
 */
export async function timeInTurn<Value>(
  work: TimedWork<Value>,
  { clock = () => performance.now(), load }: Timing,
): Promise<Times> {
  const timings = { work, clock, next: 0 };
  await warmUp(timings);
  let before = await untilQuiet(load);
  const blocks: Block[] = [];
  const began = clock();
  while (true) {
    const rounds: number[][] = [];
    for (let i = 0; i < block; i++) rounds.push(await round(timings));
    const after = load && (await load());
    blocks.push({ rounds, load: before === null || after === null ? null : Math.max(before, after) });
    before = after;
    const quiet = blocks.filter(isQuiet);
    if (quiet.length === kept) return timesOf(quiet, true);
    const unknown = blocks.some((each) => each.load === null);
    const over = unknown || blocks.length === most || clock() - began > patience;
    if (blocks.length >= kept && over) return timesOf(blocks, unknown ? null : false);
  }
}

interface Timings<Value> {
  work: TimedWork<Value>;
  clock: () => number;
  next: number;
}

interface Block {
  /** [repetition][first, …rest] */
  rounds: number[][];
  /** The greater of those before and after it. */
  load: number | null;
}

function isQuiet({ load }: Block): boolean {
  return load !== null && load < busyFrom;
}

/** One repetition of everything. @returns milliseconds: first, then of each way to go on with first's */
async function round<Value>(timings: Timings<Value>): Promise<number[]> {
  const { work, clock } = timings;
  const i = timings.next++;
  const start = clock();
  const value = await work.first(i);
  const first = clock() - start;
  const times = [first];
  for (const follow of work.rest) {
    const begun = clock();
    await follow(value, i);
    times.push(first + clock() - begun);
  }
  return times;
}

async function warmUp<Value>(timings: Timings<Value>): Promise<void> {
  let before: number | null = null;
  const began = timings.clock();
  do {
    const totals: number[] = [];
    for (let j = 0; j < group; j++) {
      const times = await round(timings);
      totals.push(times.reduce((sum, time) => sum + time, 0));
    }
    const median = quantile(totals, 0.5);
    if (before !== null && Math.abs(median - before) <= before / 10) return;
    before = median;
  } while (timings.clock() - began < longestWarmUp);
}

async function untilQuiet(load: LoadMeter | null): Promise<number | null> {
  if (!load) return null;
  let seen = await load();
  for (let look = 1; look < looks && seen !== null && seen >= busyFrom; look++) seen = await load();
  return seen;
}

function timesOf(blocks: readonly Block[], quiet: boolean | null): Times {
  const rounds = blocks.flatMap((each) => each.rounds);
  const loads = blocks.map(({ load }) => load).filter((load) => load !== null);
  const [first = [], ...rest] = (rounds[0] ?? []).map((_, part) => rounds.map((times) => times[part]!));
  return { first, rest, load: loads.length === blocks.length ? mean(loads) : null, quiet };
}
