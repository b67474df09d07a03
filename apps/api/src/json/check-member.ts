import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { deepestJson } from '@stillhouse/domain/record/json.ts';

/** A body wraps the input whose depth is meant in two objects: itself and its variables. */
const deepestBody = deepestJson + 2;

/** How many steps of a path a message shows. */
const shownSteps = 8;

/** A path in words. @param path outermost first */
export function describePlace(path: readonly string[]): string {
  if (path.length === 0) return 'The value';
  return path.length > shownSteps ? `${path.slice(0, shownSteps).join('.')}…` : path.join('.');
}

/** @throws ExpectedError BAD_INPUT for a nesting that is too deep */
export function checkDepth(depth: number, path: () => readonly string[]): void {
  if (depth <= deepestBody) return;
  const place = path();
  const message = `${describePlace(place)} is nested more than ${deepestJson} levels deep. Flatten it, or store it as an artifact.`;
  throw new ExpectedError('BAD_INPUT', message, place.slice(0, shownSteps));
}

/** @throws ExpectedError BAD_INPUT for a member that JavaScript would take for an object's prototype */
export function checkName(name: string, path: () => readonly string[]): void {
  if (name !== '__proto__') return;
  const place = path();
  throw new ExpectedError('BAD_INPUT', `${describePlace(place)}: a member cannot be named __proto__.`, place);
}
