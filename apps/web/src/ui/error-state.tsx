'use client';

import { useApiUrl } from '../apollo/provider.tsx';
import { Button } from './button.tsx';
import { Command } from './command.tsx';

/** What failed, where, and what to do. An answer with GraphQL errors is told apart from no answer at all. */
export function ErrorState({
  error,
  retry,
  page = false,
}: {
  error: Error;
  /** Queries again; a failure is in the query's own error. */
  retry?: () => Promise<unknown>;
  /** Whether it replaces the whole page, heading included. */
  page?: boolean;
}) {
  const Heading = page ? 'h1' : 'h2';
  const url = useApiUrl();
  const unreachable = error.name === 'TypeError';
  return (
    <div role="alert" className="max-w-xl py-10">
      <Heading className="flex items-center gap-2 text-base font-medium">
        <span className="text-failed" aria-hidden="true">
          ■
        </span>
        {unreachable ? 'The API does not answer' : 'The API answered with an error'}
      </Heading>
      <p className="mt-1 text-ink-2">
        {unreachable ? `There was no answer from ${url}. Start the API with:` : error.message}
      </p>
      {unreachable && (
        <div className="mt-4">
          <Command text="npm start" />
        </div>
      )}
      {retry && (
        <Button onClick={() => retry().catch(() => undefined)} className="mt-4">
          Try again
        </Button>
      )}
    </div>
  );
}
