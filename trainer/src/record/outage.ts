/** The platform can't be reached, or answers that it can't work now: the same call may succeed later. */
export class Outage extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Outage';
  }
}
