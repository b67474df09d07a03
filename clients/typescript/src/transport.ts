import { apiAddress } from './api-address.ts';
import { StillhouseError, Unreachable } from './errors.ts';
import { failureOf, isLater } from './failure.ts';

export interface TransportOptions {
  /** Address of the API, `http://127.0.0.1:4000`, with or without `/graphql`. */
  url: string;
  apiKey?: string | undefined;
  /** Milliseconds after which a request counts as not answered. Default: 60,000. */
  timeout?: number | undefined;
}

/** What is sent; a stream is made anew for each attempt. */
export type RequestBody = NonNullable<RequestInit['body']> | (() => ReadableStream);

/** One error of a GraphQL answer (its code in `extensions`) or of a bulk route's. */
interface AnsweredFault {
  code?: string;
  message: string;
  path?: string[];
  extensions?: { code?: string; input?: string[] };
}

/**
 * HTTP to the API. Every failure is a StillhouseError (a refusal) or an Unreachable (an outage); `failureOf` tells them apart. A request whose
 * connection breaks is sent once more, which writes nothing twice: a server closes idle connections after some seconds, and a client notices
 * only when it sends.
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
    const { data } = this.#parse(status, text) as { data?: T | null };
    if (!data) throw this.#strange(status, text);
    return data;
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
    return status === 204 ? undefined : this.#parse(status, text);
  }

  /** Bytes that a bulk route answers with; empty for an empty answer. */
  async bytes(path: string): Promise<Uint8Array> {
    const { status, bytes, text } = await this.#send('GET', path, null, {});
    if (status >= 400) this.#parse(status, text);
    return bytes;
  }

  /** What the failure of a request is thrown as where the server answered with data instead of an error: a mutation's payload. */
  refusal(code: string, message: string, path: readonly string[]): StillhouseError | Unreachable {
    return failureOf(this.#options.url, 200, { code, message, path });
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

  /** The object that an answer is. @throws StillhouseError, Unreachable for an answer that reports a failure, or is not Stillhouse's */
  #parse(status: number, text: string): object {
    const answer = jsonIn(text) as { errors?: AnsweredFault[] } | null;
    const fault = Array.isArray(answer?.errors) ? answer.errors[0] : undefined;
    if (fault) {
      const { code = fault.extensions?.code ?? null, message } = fault;
      const path = fault.extensions?.input ?? (fault.extensions ? [] : (fault.path ?? []));
      throw failureOf(this.#options.url, status, { code, message: String(message), path });
    }
    if (answer === null || status >= 400) throw this.#strange(status, text);
    return answer;
  }

  /** An answer of something else: a proxy, whose status says whether to try again, or another server. */
  #strange(status: number, text: string): StillhouseError | Unreachable {
    const { url } = this.#options;
    if (isLater(status)) return new Unreachable(url, `status ${status} ${text.slice(0, 500)}`);
    if (status === 413) {
      return new StillhouseError(
        'TOO_LARGE',
        `A proxy in front of ${url} rejects requests of this size. Raise its limit.`,
      );
    }
    const what = `${url} is not a Stillhouse API: it responded with status ${status}: ${text.slice(0, 200)}`;
    return new StillhouseError(notStillhouse, what, ['url']);
  }
}

/** Code of an answer that is none of Stillhouse's: another server is at the address. */
export const notStillhouse = 'NOT_STILLHOUSE';

/** The object or array in a text; null where it holds none. */
function jsonIn(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? value : null;
  } catch {
    return null;
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
  return { status: response.status, text, bytes };
}

/** Whether there was a connection, and it broke. */
function isBrokenConnection(error: unknown): boolean {
  const { cause } = error as { cause?: { code?: unknown } };
  return ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(String(cause?.code));
}
