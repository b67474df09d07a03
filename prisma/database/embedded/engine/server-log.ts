const mostLines = 20;

/** The last lines of Postgres' log. */
export class ServerLog {
  readonly #lines: string[] = [];

  /** @returns false: nothing is to be printed */
  add(line: string): false {
    this.#lines.push(line);
    if (this.#lines.length > mostLines) this.#lines.shift();
    return false;
  }

  get text(): string {
    return this.#lines.join('\n');
  }
}
