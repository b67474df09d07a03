import { setImmediate } from 'node:timers/promises';
import type { Random } from '@stillhouse/domain/random/random.ts';
import type * as tf from '@tensorflow/tfjs';
import type { BatchOrder } from './batch-order.ts';
import { type Best, type HeldOut, isBetter } from './held-out.ts';
import type { LoopState } from './loop-state.ts';
import { assignArray, copied, type NamedArray } from './named-array.ts';
import { type Update, type UpdateOptions, UpdateStep } from './update-step.ts';

/** One step, as it is told. */
export interface StepReport {
  /** Counted from 1. */
  step: number;
  batch: Int32Array;
  /** Examples seen so far, repeated ones counted again. */
  examples: number;
  /** Value by name: `loss`, its parts, `learningRate`, `gradientNorm`. */
  metrics: Record<string, number>;
}

export interface LoopOptions extends UpdateOptions {
  /** In the order in which each step makes them: a later one sees the weights that an earlier one moved. */
  updates: readonly Update[];
  steps: number;
  batches: BatchOrder;
  /** Every random source that a loss draws from, by name: they are part of the loop's state. */
  randoms?: Readonly<Record<string, Random>>;
  /** Left out: nothing is watched, and the last weights are the result. */
  heldOut?: HeldOut | null;
  checkpoints?: LoopCheckpoints | null;
  signal: AbortSignal;
  onStep(report: StepReport): void;
  /** After each step as well, before its state is saved; `step` counts from 1. */
  afterStep?(step: number): Promise<void>;
  /** After each evaluation of the held-out examples. */
  onEvaluation?(step: number, metrics: Record<string, number>): void;
}

/** Where a loop's states go. */
export interface LoopCheckpoints {
  /** Steps between two of them; one more is saved at the end and where the signal stops the loop. */
  every: number;
  save(state: LoopState): Promise<void>;
}

/**
 * A training that can be left and taken up again: its state between two steps is an object. Knows nothing of models: a batch is a list of
 * positions, and a loss a function of it.
 */
export class TrainingLoop {
  readonly #options: LoopOptions;
  readonly #updates: readonly UpdateStep[];
  #step = 0;
  #examples = 0;
  #done = false;
  #best: Best | null = null;
  #bestWeights: Record<string, NamedArray> | null = null;

  constructor(options: LoopOptions) {
    this.#options = options;
    this.#updates = options.updates.map((update) => new UpdateStep(update, options));
  }

  /** A copy of all that the next steps depend on. */
  async state(): Promise<LoopState> {
    const { batches, randoms = {} } = this.#options;
    const tensors: Record<string, NamedArray> = {};
    const optimizerSteps: Record<string, number> = {};
    for (const [name, variable] of this.#variables()) tensors[`weights.${name}`] = await copied(variable);
    for (const { name, optimizer } of this.#done ? [] : this.#updates) {
      const { steps, moments } = await optimizer.state();
      optimizerSteps[name] = steps;
      for (const [moment, array] of Object.entries(moments)) tensors[`${name}.${moment}`] = array;
    }
    return {
      position: {
        step: this.#step,
        examples: this.#examples,
        done: this.#done,
        order: batches.position,
        randoms: Object.fromEntries(Object.entries(randoms).map(([name, { state }]) => [name, state])),
        optimizerSteps,
        loss: Object.fromEntries(this.#updates.map(({ name, watch }) => [name, watch.state])),
        best: this.#best,
      },
      tensors,
      best: this.#bestWeights,
    };
  }

  /** Goes to a state of a loop with the same options. @throws Error naming what the state lacks */
  restore({ position, tensors, best }: LoopState): void {
    const { batches, randoms = {} } = this.#options;
    for (const [name, variable] of this.#variables()) assignArray(variable, tensors, `weights.${name}`);
    for (const { name, optimizer, watch } of position.done ? [] : this.#updates) {
      const own = Object.entries(tensors).filter(([key]) => key.startsWith(`${name}.`));
      const moments = Object.fromEntries(own.map(([key, array]) => [key.slice(name.length + 1), array]));
      optimizer.restore({ steps: saved(position.optimizerSteps, name), moments });
      watch.state = saved(position.loss, name);
    }
    for (const [name, random] of Object.entries(randoms)) random.state = saved(position.randoms, name);
    batches.moveTo(position.order);
    this.#step = position.step;
    this.#examples = position.examples;
    this.#done = position.done;
    this.#best = position.best;
    this.#bestWeights = best;
  }

  /**
   * Takes the steps that are left, and gives the parameters their best values where something was held out.
   *
   * @throws TrainingDiverged; the signal's reason once it is aborted, when the state is saved
   */
  async run(): Promise<void> {
    const { checkpoints = null, signal, steps } = this.#options;
    while (!this.#done) {
      if (signal.aborted) {
        await checkpoints?.save(await this.state());
        signal.throwIfAborted();
      }
      await this.#takeStep();
      await this.#evaluateIfDue();
      this.#done ||= this.#step >= steps;
      if (this.#done) this.#takeBest();
      if (checkpoints && (this.#done || this.#step % checkpoints.every === 0)) {
        await checkpoints.save(await this.state());
      }
      // Heartbeats, uploads and Ctrl-C get their turn.
      await setImmediate();
    }
  }

  #takeBest(): void {
    if (!this.#bestWeights) return;
    for (const [name, variable] of this.#variables()) assignArray(variable, this.#bestWeights, name);
    this.#bestWeights = null;
  }

  dispose(): void {
    for (const { optimizer } of this.#updates) optimizer.dispose();
  }

  async #takeStep(): Promise<void> {
    const batch = this.#options.batches.next();
    const metrics: Record<string, number> = {};
    for (const update of this.#updates) Object.assign(metrics, await update.take(this.#step, batch));
    this.#step++;
    this.#examples += batch.length;
    this.#options.onStep({ step: this.#step, batch, examples: this.#examples, metrics });
    await this.#options.afterStep?.(this.#step);
  }

  async #evaluateIfDue(): Promise<void> {
    const { heldOut, steps, onEvaluation } = this.#options;
    if (!heldOut || (this.#step % heldOut.every !== 0 && this.#step < steps)) return;
    const { value, metrics } = await heldOut.evaluate();
    onEvaluation?.(this.#step, metrics);
    if (isBetter(value, this.#best, heldOut.better)) {
      this.#best = { step: this.#step, value, since: 0 };
      this.#bestWeights = await this.#copiedWeights();
    } else if (this.#best) {
      this.#best = { ...this.#best, since: this.#best.since + 1 };
      this.#done = heldOut.patience !== null && this.#best.since >= heldOut.patience;
    }
  }

  async #copiedWeights(): Promise<Record<string, NamedArray>> {
    const weights: Record<string, NamedArray> = {};
    for (const [name, variable] of this.#variables()) weights[name] = await copied(variable);
    return weights;
  }

  /** Every weight that is trained, once. */
  #variables(): Map<string, tf.Variable> {
    const all = this.#updates.flatMap(({ parameters }) => parameters);
    return new Map(all.map(({ name, variable }) => [name, variable]));
  }
}

/** Runs a loop to its end, from its beginning or from a state, and takes its optimizers from memory. @throws as TrainingLoop's `run` */
export async function runLoop(options: LoopOptions, from: LoopState | null = null): Promise<void> {
  const loop = new TrainingLoop(options);
  try {
    if (from) loop.restore(from);
    await loop.run();
  } finally {
    loop.dispose();
  }
}

function saved<Value>(values: Readonly<Record<string, Value>>, name: string): Value {
  if (!Object.hasOwn(values, name)) throw new Error(`The saved state has no "${name}".`);
  return values[name] as Value;
}
