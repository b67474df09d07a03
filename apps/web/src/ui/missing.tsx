import Link from 'next/link';

/** Shown for an id that the API knows nothing of. */
export function Missing({ noun, all }: { noun: string; all: string }) {
  return (
    <div className="pt-10">
      <h1 className="text-lg font-medium">There is no such {noun}</h1>
      <p className="mt-1 text-ink-2">
        The address may be mistyped, or it was deleted.{' '}
        <Link href={all} className="text-accent underline">
          Look at those that are there
        </Link>
        .
      </p>
    </div>
  );
}
