/** Says that what stands on the page may have changed since. */
export function StaleNotice() {
  return (
    <p role="status" className="mt-3 border-l-2 border-lost pl-3 text-xs text-lost">
      The API does not answer just now. What stands here is what was last heard; it is asked again on its own.
    </p>
  );
}
