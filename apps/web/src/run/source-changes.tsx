interface Source {
  name: string;
  commit?: string | null;
  diff: string;
  truncated: boolean;
  diffLength: number;
}

/** Uncommitted changes of a checkout, collapsed. */
export function SourceChanges({ source: { name, commit, diff, truncated, diffLength } }: { source: Source }) {
  const at = commit ? ` at ${commit.slice(0, 12)}` : '';
  if (diff === '') {
    return (
      <p className="mt-3 text-sm text-ink-2">
        {name}
        {at}: no uncommitted changes.
      </p>
    );
  }
  return (
    <details className="mt-3">
      <summary className="cursor-pointer text-sm">
        {name}
        {at}: {diffLength.toLocaleString('en-US')} characters of uncommitted changes
        {truncated && `, of which the first ${diff.length.toLocaleString('en-US')} were kept`}
      </summary>
      <pre
        className="mt-2 max-h-[420px] overflow-auto border-y bg-sunken px-3 py-2 font-mono text-xs leading-5"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        tabIndex={0}
      >
        {diff}
      </pre>
    </details>
  );
}
