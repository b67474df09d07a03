/** A batch at which training went wrong. */
export interface DivergedBatch {
  /** Counted from 1. */
  step: number;
  /** Keys of its examples, `train.tsv:17`. */
  examples: readonly string[];
  /** The loss, its parts and the gradient's norm by name. */
  values: Readonly<Record<string, number>>;
  /** Such as `the loss is not a finite number`. */
  reason: string;
}

const shown = 16;

/** A loss or a gradient was not finite, or the loss grew out of all proportion. The weights are those before the step. */
export class TrainingDiverged extends Error {
  readonly step: number;
  readonly examples: readonly string[];

  constructor({ step, examples, values, reason }: DivergedBatch) {
    const numbers = Object.entries(values).map(([name, value]) => `${name} ${value}`);
    const named = examples.slice(0, shown).join(', ');
    const more = examples.length > shown ? ` and ${examples.length - shown} more` : '';
    super(
      `Training diverged at step ${step}: ${reason} (${numbers.join(', ')}). The batch: ${named}${more}. ` +
        'Lower the learning rate, lengthen the warm-up or clip the gradient, and look at these examples.',
    );
    this.name = 'TrainingDiverged';
    this.step = step;
    this.examples = examples;
  }
}
