import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

interface Body {
  variables: { input: { series?: { steps: number[] }[] } };
}

/** An API that takes points and answers only while it is open. */
export class HoldingApi {
  /** Step of each point, in the order in which they came. */
  readonly steps: number[] = [];
  #isOpen = false;
  #waiting: (() => void)[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const { variables } = (await json(request)) as Body;
      for (const { steps } of variables.input.series ?? []) this.steps.push(...steps);
      if (!this.#isOpen) await new Promise<void>((resolve) => this.#waiting.push(resolve));
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"data":{"payload":{"errors":[]}}}');
    });
  }

  static async start(): Promise<HoldingApi> {
    const api = new HoldingApi();
    await new Promise<void>((resolve) => api.#server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Answers from now on, also what waits for an answer. */
  open(): void {
    this.#isOpen = true;
    for (const answer of this.#waiting.splice(0)) answer();
  }

  async close(): Promise<void> {
    this.open();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
