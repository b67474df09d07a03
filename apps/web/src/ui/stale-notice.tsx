/** Says that the page may be out of date. */
export function StaleNotice() {
  return (
    <p role="status" className="mt-3 border-l-2 border-lost pl-3 text-xs text-lost">
      The API does not answer. This page shows its last answer, and retries on its own.
    </p>
  );
}
