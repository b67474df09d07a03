import { HubApiError } from '@huggingface/hub';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type HubRepository, type HubSettings, nameOf } from './hub.ts';

/** What to say of an error that came from asking the Hub. */
export function hubError(error: unknown, hub: HubSettings, repository: HubRepository): Error {
  if (error instanceof ExpectedError) return error;
  const what = `${repository.type} ${nameOf(repository)}`;
  if (error instanceof HubApiError) {
    if ([401, 403, 404].includes(error.statusCode)) {
      return new ExpectedError(
        'NOT_FOUND',
        `${hub.url} has no ${what} that may be read${hub.token ? '' : ' without a token'}: look at its name and revision` +
          `${hub.token ? '' : ', set HF_TOKEN where it is private or gated'}, or write ./ before a folder's name.`,
      );
    }
    return new ExpectedError('UNAVAILABLE', `${hub.url} does not give ${what}: ${error.message}`);
  }
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  const reason = cause instanceof Error ? `${message}: ${cause.message}` : message;
  return new ExpectedError(
    'UNAVAILABLE',
    `${what} cannot be fetched from ${hub.url} (${reason}). What has come is kept: the same command goes on from there; ` +
      '--offline uses what is in the cache.',
  );
}
