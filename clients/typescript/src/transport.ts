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
    const { status, text } = await this.#send('POST', '/graphql', JSON.stringify({ query, variables }), {
      'content-type': 'application/json',
    });
    const answer = parse(status, text) as {
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
    if (!answer.data) throw new Unreachable(this.#options.url, `an empty answer (status ${status})`);
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
    const answer = parse(status, text) as { errors?: Fault[] };
    const [fault] = answer.errors ?? [];
    if (fault) throw new StillhouseError(fault.code ?? 'BAD_INPUT', fault.message, fault.path ?? []);
    return answer;
  }

  /** Bytes that a bulk route answers with; empty for an empty answer. */
  async bytes(path: string): Promise<Uint8Array> {
    const { status, bytes } = await this.#send('GET', path, null, {});
    if (status < 400) return bytes;
    const [fault] = (parse(status, bytes.toString('utf8')) as { errors?: Fault[] }).errors ?? [];
    throw new StillhouseError(
      fault?.code ?? 'BAD_INPUT',
      fault?.message ?? `status ${status}`,
      fault?.path ?? [],
    );
  }

  /** The whole answer: one that breaks off while it is read has not come. */
  async #send(
    method: string,
    path: string,
    body: RequestBody | null,
    headers: Record<string, string>,
    patience?: number | null,
  ): Promise<{ status: number; text: string; bytes: Buffer }> {
    const { url, apiKey, timeout = 60_000 } = this.#options;
    const authorization: Record<string, string> = apiKey ? { authorization: `Bearer ${apiKey}` } : {};
    const signal = patience === null ? null : AbortSignal.timeout(patience ?? timeout);
    try {
      const response = await fetch(`${url}${path}`, {
        method,
        body,
        headers: { ...headers, ...authorization },
        signal,
        // Node wants to be told that a streamed body is sent before the answer is read.
        ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
      });
      const bytes = Buffer.from(await response.arrayBuffer());
      const text = bytes.toString('utf8');
      if (response.status >= 500) throw new Error(`status ${response.status} ${text.slice(0, 500)}`);
      return { status: response.status, text, bytes };
    } catch (error) {
      throw new Unreachable(url, error);
    }
  }
}

function parse(status: number, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new StillhouseError(
      'BAD_INPUT',
      `The address answers, but not as Stillhouse does (status ${status}): ${text.slice(0, 200)}`,
    );
  }
}
