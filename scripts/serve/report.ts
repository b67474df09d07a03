/** Prints what went wrong in a line or two, without a stack, and ends with status 1. */
export function reportAndExit(error: unknown): never {
  console.error(`stillhouse: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
