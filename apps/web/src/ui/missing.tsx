import Link from 'next/link';

/** Shown for an id that the API does not know. */
export function Missing({ noun, all }: { noun: string; all: string }) {
  return (
    <div className="pt-10">
      <h1 className="text-lg font-medium">No such {noun}</h1>
      <p className="mt-1 text-ink-2">
        The address may be mistyped, or it was deleted.{' '}
        <Link href={all} className="text-accent underline">
          See all that exist
        </Link>
        .
      </p>
    </div>
  );
}
