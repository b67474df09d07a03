/** Rows of a table that is on its way, as high as the real ones. */
export function TableSkeleton({ rows = 8 }: { rows?: number }) {
  return (
    <div role="status" aria-label="Loading" className="mt-2">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike
        <div key={row} className="flex h-8 items-center gap-6 border-b">
          <div className="skeleton h-3 w-20" />
          <div className="skeleton h-3" style={{ width: 120 + ((row * 47) % 110) }} />
          <div className="skeleton ml-auto h-3 w-14" />
        </div>
      ))}
    </div>
  );
}

/** A block of that height that is on its way. */
export function BlockSkeleton({ height }: { height: number }) {
  return <div role="status" aria-label="Loading" className="skeleton w-full" style={{ height }} />;
}
