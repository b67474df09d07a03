'use client';

import { useState } from 'react';
import { Button } from './button.tsx';

/** Asks for the next page of a list, and says so where it does not come. */
export function LoadMore({ load }: { load: () => Promise<unknown> }) {
  const [failed, setFailed] = useState(false);
  const ask = () => {
    setFailed(false);
    load().catch(() => setFailed(true));
  };
  return (
    <div className="mt-3 flex items-center gap-3">
      <Button onClick={ask}>Load more</Button>
      {failed && (
        <p role="alert" className="text-xs text-failed">
          The next rows could not be loaded: the API does not answer.
        </p>
      )}
    </div>
  );
}
