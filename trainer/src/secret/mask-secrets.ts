import { mask, secretPatterns } from './patterns.ts';

/**
 * A text without the secrets in it: passwords in addresses, keys and tokens known by their form, values of options, variables and headers
 * whose name says that they are secret, private keys. Each is replaced by `[masked]`.
 *
 * No rule finds every secret: what has no known form and no telling name stays.
 */
export function maskSecrets(text: string): string {
  return secretPatterns.reduce(
    (masked, { pattern, replacement = mask }) => masked.replace(pattern, replacement),
    text,
  );
}
