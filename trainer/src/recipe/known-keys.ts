import { objective } from '@stillhouse/domain/recipe/objective.ts';
import { pipeline } from '@stillhouse/domain/recipe/pipeline.ts';
import { z } from 'zod';

interface Schema {
  properties?: Record<string, Schema & { const?: unknown }>;
  items?: Schema;
  oneOf?: Schema[];
  anyOf?: Schema[];
}

const schema = z.toJSONSchema(pipeline, { io: 'input' }) as Schema;

/**
 * Keys that the recipe schema knows at `path`; of an objective, those of the one that `value` names there.
 * Empty where nothing can have keys.
 */
export function knownKeys(value: unknown, path: readonly string[]): string[] {
  let at: Schema | undefined = schema;
  let found: unknown = value;
  for (const key of path) {
    at = at?.properties?.[key] ?? at?.items;
    found = (found as Record<string, unknown> | undefined)?.[key];
    const options: Schema[] | undefined = at?.oneOf ?? at?.anyOf;
    const name = (found as { name?: unknown } | undefined)?.name;
    if (options) {
      at =
        options.find((option) => option.properties?.name && option.properties.name.const === name) ??
        options.find((option) => option.properties && !option.properties.name);
    }
  }
  return Object.keys(at?.properties ?? {});
}

/** Names of the objectives there are. */
export const objectiveNames: readonly string[] = objective.options.map((option) => option.shape.name.value);
