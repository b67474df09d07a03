import { ExpectedError } from './expected-error.ts';

/** An input with one or more fields that are wrong: one error for each. Its own path is that of the first. */
export class InvalidInput extends ExpectedError {
  readonly faults: readonly ExpectedError[];

  constructor(faults: readonly ExpectedError[]) {
    const texts = faults.map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`);
    super('BAD_INPUT', texts.join('; '), faults[0]?.path);
    this.name = 'InvalidInput';
    this.faults = faults;
  }
}
