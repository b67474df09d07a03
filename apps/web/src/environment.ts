import { z } from 'zod';

const schema = z.object({
  /** Address of the API as the reader's browser reaches it, with or without `/graphql`. */
  STILLHOUSE_API_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address, like http://127.0.0.1:4000' })
    .default('http://127.0.0.1:4000'),
});

export interface WebEnvironment {
  /** Without `/graphql` and without a trailing slash. */
  apiUrl: string;
}

/**
 * What the environment says, read at request time so that one build serves any API.
 *
 * @throws Error that names every faulty variable
 */
export function readEnvironment(): WebEnvironment {
  const parsed = schema.safeParse(process.env);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The environment is not usable:\n${faults.join('\n')}`);
  }
  return { apiUrl: parsed.data.STILLHOUSE_API_URL.replace(/\/*(\/graphql)?\/*$/, '') };
}

/** Whether Next's development server runs (`npm run dev`). */
export function isDevelopment(): boolean {
  return process.env.NODE_ENV === 'development';
}
