'use client';

import { Button } from '../ui/button.tsx';

/** Shown when a page itself fails, which is a fault of ours and not of the data. */
export default function PageError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <div role="alert" className="pt-10">
      <h1 className="text-lg font-medium">This page failed</h1>
      <p className="mt-1 max-w-xl text-ink-2">{error.message}</p>
      <Button onClick={reset} className="mt-4">
        Show it again
      </Button>
    </div>
  );
}
