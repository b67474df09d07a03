/** An answer of the API as it went over the wire. */
export interface Answer<Data = Record<string, unknown>> {
  status: number;
  data: Data | null;
  errors: AnswerError[];
  extensions: Record<string, unknown>;
  /** The body's text: what must not leak is looked for here. */
  text: string;
}

export interface AnswerError {
  message: string;
  path?: (string | number)[];
  extensions: Record<string, unknown>;
}

/** Sends a GraphQL operation as a browser or script would. */
export async function ask<Data = Record<string, unknown>>(
  url: string,
  query: string,
  variables: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<Answer<Data>> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  const body = text.startsWith('{') ? (JSON.parse(text) as Partial<Answer<Data>>) : {};
  return {
    status: response.status,
    data: body.data ?? null,
    errors: body.errors ?? [],
    extensions: body.extensions ?? {},
    text,
  };
}

/** The data of an operation that is to succeed. @throws Error with the API's own words */
export async function dataOf<Data>(
  url: string,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Data> {
  const { data, errors, text } = await ask<Data>(url, query, variables);
  if (!data || errors.length > 0) throw new Error(text);
  return data;
}

/** The stable codes of an answer's errors. */
export function codesOf({ errors }: Answer<unknown>): unknown[] {
  return errors.map(({ extensions }) => extensions.code);
}
