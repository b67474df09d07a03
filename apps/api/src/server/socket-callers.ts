import type { WebSocket } from 'ws';

/** The operations of one WebSocket that are running, each with a signal that aborts when its client completes it or leaves. */
export class SocketCallers {
  readonly #running = new Map<string, AbortController>();

  constructor(socket: WebSocket) {
    // graphql-ws has no event for a client that completes an operation before the response.
    socket.on('message', (data) => {
      const id = completed(String(data));
      if (id !== null) this.#end(id);
    });
    socket.on('close', () => {
      for (const id of [...this.#running.keys()]) this.#end(id);
    });
  }

  begin(id: string): AbortSignal {
    const controller = new AbortController();
    this.#running.set(id, controller);
    return controller.signal;
  }

  /** Forgets an operation that has its answer. */
  answered(id: string): void {
    this.#running.delete(id);
  }

  #end(id: string): void {
    this.#running.get(id)?.abort();
    this.#running.delete(id);
  }
}

/** The id of an operation that a message completes; null for any other message. */
function completed(text: string): string | null {
  // The messages that matter are short; the others are not worth parsing twice.
  if (text.length > 1_000 || !text.includes('"complete"')) return null;
  try {
    const { type, id } = JSON.parse(text) as { type?: unknown; id?: unknown };
    return type === 'complete' && typeof id === 'string' ? id : null;
  } catch {
    return null;
  }
}
