/** Somebody asked the trainer to stop: what it was doing ends as CANCELLED. */
export class Interrupted extends Error {
  constructor(signal: string) {
    super(`Stopped by ${signal}.`);
    this.name = 'Interrupted';
  }
}
