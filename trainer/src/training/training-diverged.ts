/** The loss or the gradient of a step was not a finite number; the weights are those of the step before. */
export class TrainingDiverged extends Error {
  /** Counted from 1. */
  readonly step: number;
  /** Positions of the batch's examples in the training set. */
  readonly batch: readonly number[];

  constructor(step: number, batch: ArrayLike<number>, values: Record<string, number>) {
    const numbers = Object.entries(values).map(([name, value]) => `${name} ${value}`);
    const positions = Array.from(batch);
    const shown = positions.slice(0, 16).join(', ') + (positions.length > 16 ? ', …' : '');
    super(
      `Training diverged at step ${step} on the examples ${shown}: ${numbers.join(', ')}. ` +
        'Lower the learning rate, lengthen the warm-up or clip the gradient.',
    );
    this.name = 'TrainingDiverged';
    this.step = step;
    this.batch = positions;
  }
}
