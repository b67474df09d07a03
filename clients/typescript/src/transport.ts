import { apiAddress } from './api-address.ts';
import { StillhouseError, Unreachable } from './errors.ts';

export interface TransportOptions {
  /** Address of the API, `http://127.0.0.1:4000`, with or without `/graphql`. */
  url: string;
  apiKey?: string | undefined;
  /** Milliseconds after which a request counts as not answered. Default: 60,000. */
  timeout?: number | undefined;
}

/** What is sent; a stream is made anew for each attempt. */
export type RequestBody = NonNullable<RequestInit['body']> | (() => ReadableStream);

interface Fault {
  code?: string;
  message: string;
  path?: string[];
}

/**
 * HTTP to the API; turns every failure into a StillhouseError or an Unreachable. A request whose connection breaks is sent once more, which
 * writes nothing twice: a server closes connections that idle for some seconds, and whoever computes longer than that at a stretch hears
 * of it only by sending.
 */
export class Transport {
  readonly #options: TransportOptions;

  /** @throws StillhouseError BAD_INPUT for a `url` that is no http or https address */
  constructor(options: TransportOptions) {
    this.#options = { ...options, url: apiAddress(options.url) };
  }

  /** @returns the `data` of a GraphQL answer */
  async graphql<T>(query: string, variables: Record<string, unknown>): Promise<T> {
    const { status, text } = await this.#send('POST', '/graphql', JSON.stringify({ query, variables }), {
      'content-type': 'application/json',
    });
    const answer = this.#parse(status, text) as {
      data?: T | null;
      errors?: { message: string; extensions?: { code?: string; input?: string[] }; path?: string[] }[];
    };
    const [fault] = answer.errors ?? [];
    if (fault) {
      const code = fault.extensions?.code ?? 'INTERNAL';
      // A failure of the server's own may pass; a fault of the request does not.
      if (code.startsWith('INTERNAL')) throw new Unreachable(this.#options.url, fault.message);
      throw new StillhouseError(code, fault.message, fault.extensions?.input ?? []);
    }
    if (!answer.data) throw this.#strange(status, text);
    return answer.data;
  }

  /** Sends bytes to a bulk route. @param timeout null: none @returns its answer, undefined for an empty one */
  async bulk(
    method: 'POST' | 'PUT',
    path: string,
    body: RequestBody | null,
    type: string,
    timeout?: number | null,
  ): Promise<unknown> {
    const { status, text } = await this.#send(method, path, body, { 'content-type': type }, timeout);
    if (status === 204) return undefined;
    const answer = this.#parse(status, text) as { errors?: Fault[] };
    const [fault] = answer.errors ?? [];
    if (fault) throw new StillhouseError(fault.code ?? 'BAD_INPUT', fault.message, fault.path ?? []);
    if (status >= 400) throw this.#strange(status, text);
    return answer;
  }

  /** Bytes that a bulk route answers with; empty for an empty answer. */
  async bytes(path: string): Promise<Uint8Array> {
    const { status, bytes } = await this.#send('GET', path, null, {});
    if (status < 400) return bytes;
    const text = bytes.toString('utf8');
    const [fault] = (this.#parse(status, text) as { errors?: Fault[] }).errors ?? [];
    if (!fault) throw this.#strange(status, text);
    throw new StillhouseError(fault.code ?? 'BAD_INPUT', fault.message, fault.path ?? []);
  }

  /** The whole answer: one that breaks off while it is read has not come. */
  async #send(
    method: string,
    path: string,
    body: RequestBody | null,
    headers: Record<string, string>,
    patience?: number | null,
  ): Promise<Answer> {
    const { url, apiKey, timeout = 60_000 } = this.#options;
    const authorization: Record<string, string> = apiKey ? { authorization: `Bearer ${apiKey}` } : {};
    for (let attempt = 1; ; attempt++) {
      const made = typeof body === 'function' ? body() : body;
      const signal = patience === null ? null : AbortSignal.timeout(patience ?? timeout);
      try {
        return await answerOf(`${url}${path}`, {
          method,
          body: made,
          headers: { ...headers, ...authorization },
          signal,
          // Node wants to be told that a streamed body is sent before the answer is read.
          ...(made instanceof ReadableStream ? { duplex: 'half' } : {}),
        });
      } catch (error) {
        if (attempt === 2 || !isBrokenConnection(error)) throw new Unreachable(url, error);
      }
    }
  }

  /** The object that an answer is. */
  #parse(status: number, text: string): object {
    let answer: unknown = null;
    try {
      answer = JSON.parse(text);
    } catch {
      // said below, as of any other answer that is no object
    }
    if (answer === null || typeof answer !== 'object') throw this.#strange(status, text);
    return answer;
  }

  #strange(status: number, text: string): StillhouseError {
    const what = `${this.#options.url} answers, but not as Stillhouse does (status ${status}): ${text.slice(0, 200)}`;
    return new StillhouseError('BAD_INPUT', what, ['url']);
  }
}

interface Answer {
  status: number;
  text: string;
  bytes: Buffer;
}

async function answerOf(address: string, request: RequestInit): Promise<Answer> {
  const response = await fetch(address, request);
  const bytes = Buffer.from(await response.arrayBuffer());
  const text = bytes.toString('utf8');
  if (response.status >= 500) throw new Error(`status ${response.status} ${text.slice(0, 500)}`);
  return { status: response.status, text, bytes };
}

/** Whether there was a connection, and it broke. */
function isBrokenConnection(error: unknown): boolean {
  const { cause } = error as { cause?: { code?: unknown } };
  return ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(String(cause?.code));
}
