import Link from 'next/link';

export const metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <div className="pt-10">
      <h1 className="text-lg font-medium">There is no such page</h1>
      <p className="mt-1 text-ink-2">
        The address may be mistyped, or what it showed was deleted. The{' '}
        <Link href="/runs" className="text-accent underline">
          runs
        </Link>{' '}
        are a good place to start from.
      </p>
    </div>
  );
}
