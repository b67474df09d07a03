import * as tf from '@tensorflow/tfjs';
import { AdamW, type Parameter } from './adamw.ts';
import { type Gradients, gradientsOf, type LossValues } from './gradients.ts';
import { LossWatch } from './loss-watch.ts';
import { TrainingDiverged } from './training-diverged.ts';

/** One update of a step: some weights, moved along the gradient of a loss. */
export interface Update {
  /** Unique in its loop; the first part of its metrics' names unless it is empty. */
  name: string;
  /** Names are unique in the loop, but for a weight that several updates move. */
  parameters: readonly Parameter[];
  /** Learning rate by step, counted from 0. */
  learningRate(step: number): number;
  weightDecay: number;
  /** Largest global norm of the gradient; null for no clipping. */
  clipNorm: number | null;
  /** The loss of (a part of) a batch at a step, counted from 0; runs inside a tidy. */
  lossOf(batch: Int32Array, step: number): LossValues;
}

/** What the updates of a loop have in common. */
export interface UpdateOptions {
  /** Positions whose gradients are computed side by side; null or left out: the whole batch. */
  microBatch?: number | null;
  /** What a diverged batch calls an example: `train.tsv:17`. */
  keyOf?(position: number): string;
  /** How many times the first loss is divergence; null or left out: only a loss that is not finite. */
  divergence?: number | null;
}

/** An update with its optimizer. */
export class UpdateStep {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly optimizer: AdamW;
  readonly watch: LossWatch;
  readonly #update: Update;
  readonly #options: UpdateOptions;

  constructor(update: Update, options: UpdateOptions) {
    this.name = update.name;
    this.parameters = update.parameters;
    this.optimizer = new AdamW(update.parameters, { weightDecay: update.weightDecay });
    this.watch = new LossWatch(options.divergence ?? null);
    this.#update = update;
    this.#options = options;
  }

  /**
   * Moves the weights by one batch. The scalars are read from the backend once, before the update, so that a bad batch leaves the weights as
   * they were.
   *
   * @param step counted from 0
   * @returns value by name, with the update's name before it
   * @throws TrainingDiverged naming the batch
   */
  async take(step: number, batch: Int32Array): Promise<Record<string, number>> {
    const { parameters, clipNorm, lossOf } = this.#update;
    const computed = gradientsOf(parameters, batch, this.#options.microBatch ?? null, (part) =>
      lossOf(part, step),
    );
    try {
      const { gradientNorm, ...named } = await valuesOf(computed);
      this.#requireSound(step, batch, { ...named, gradientNorm });
      const learningRate = this.#update.learningRate(step);
      const gradientScale = clipNorm !== null && gradientNorm > clipNorm ? clipNorm / gradientNorm : 1;
      this.optimizer.step(computed.gradients, { learningRate, gradientScale });
      return this.#prefixed({ ...named, learningRate, gradientNorm });
    } finally {
      tf.dispose([computed.scalars, ...computed.gradients.filter((gradient) => gradient !== null)]);
    }
  }

  #requireSound(
    step: number,
    batch: Int32Array,
    values: Record<string, number> & Record<'loss' | 'gradientNorm', number>,
  ): void {
    const bad = (['loss', 'gradientNorm'] as const).find((name) => !Number.isFinite(values[name]));
    const notFinite = { loss: 'the loss is not a finite number', gradientNorm: 'the gradient is not finite' };
    const reason = bad ? notFinite[bad] : this.watch.add(values.loss);
    if (reason === null) return;
    const { keyOf = (position: number) => `example ${position}` } = this.#options;
    throw new TrainingDiverged({ step: step + 1, examples: Array.from(batch, keyOf), values, reason });
  }

  #prefixed(metrics: Record<string, number>): Record<string, number> {
    if (this.name === '') return metrics;
    return Object.fromEntries(
      Object.entries(metrics).map(([name, value]) => [`${this.name}/${name}`, value]),
    );
  }
}

async function valuesOf({
  names,
  scalars,
}: Gradients): Promise<Record<string, number> & Record<'loss' | 'gradientNorm', number>> {
  const values = await scalars.data();
  const named = Object.fromEntries(names.map((name, i) => [name, values[i] ?? Number.NaN]));
  const { squaredNorm = Number.NaN, loss = Number.NaN, ...parts } = named;
  return { loss, ...parts, gradientNorm: Math.sqrt(squaredNorm) };
}
