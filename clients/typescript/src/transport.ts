import { StillhouseError, Unreachable } from './errors.ts';

export interface TransportOptions {
  /** Address of the API, `http://127.0.0.1:4000`. */
  url: string;
  apiKey?: string | undefined;
  /** Milliseconds after which a request counts as not answered. Default: 60,000. */
  timeout?: number | undefined;
}

type RequestBody = NonNullable<RequestInit['body']>;

interface Fault {
  code?: string;
  message: string;
  path?: string[];
}

/** HTTP to the API; turns every failure into a StillhouseError or an Unreachable. */
export class Transport {
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    this.#options = { ...options, url: options.url.replace(/\/+$/, '') };
  }

  /** @returns the `data` of a GraphQL answer */
  async graphql<T>(query: string, variables: Record<string, unknown>): Promise<T> {
    const response = await this.#send('POST', '/graphql', JSON.stringify({ query, variables }), {
      'content-type': 'application/json',
    });
    const answer = (await parse(response)) as {
      data?: T | null;
      errors?: { message: string; extensions?: { code?: string }; path?: (string | number)[] }[];
    };
    const [fault] = answer.errors ?? [];
    if (fault) {
      const code = fault.extensions?.code ?? 'INTERNAL';
      // A failure of the server's own may pass; a fault of the request does not.
      if (code.startsWith('INTERNAL')) throw new Unreachable(this.#options.url, fault.message);
      throw new StillhouseError(code, fault.message, fault.path?.map(String) ?? []);
    }
    if (!answer.data) throw new Unreachable(this.#options.url, `an empty answer (status ${response.status})`);
    return answer.data;
  }

  /** Sends bytes to a bulk route. @returns its answer, undefined for an empty one */
  async bulk(method: 'POST' | 'PUT', path: string, body: RequestBody | null, type: string): Promise<unknown> {
    const response = await this.#send(method, path, body, { 'content-type': type });
    if (response.status === 204) return undefined;
    const answer = (await parse(response)) as { errors?: Fault[] };
    const [fault] = answer.errors ?? [];
    if (fault) throw new StillhouseError(fault.code ?? 'BAD_INPUT', fault.message, fault.path ?? []);
    return answer;
  }

  async #send(
    method: string,
    path: string,
    body: RequestBody | null,
    headers: Record<string, string>,
  ): Promise<Response> {
    const { url, apiKey, timeout = 60_000 } = this.#options;
    const authorization: Record<string, string> = apiKey ? { authorization: `Bearer ${apiKey}` } : {};
    try {
      const response = await fetch(`${url}${path}`, {
        method,
        body,
        headers: { ...headers, ...authorization },
        signal: AbortSignal.timeout(timeout),
        // Node wants to be told that a streamed body is sent before the answer is read.
        ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
      });
      if (response.status >= 500) {
        const text = await response.text();
        throw new Error(`status ${response.status} ${text.slice(0, 500)}`);
      }
      return response;
    } catch (error) {
      throw new Unreachable(url, error);
    }
  }
}

async function parse(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new StillhouseError(
      'BAD_INPUT',
      `The address answers, but not as Stillhouse does (status ${response.status}): ${text.slice(0, 200)}`,
    );
  }
}
