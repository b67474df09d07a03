import { readFile } from 'node:fs/promises';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type Random, seededRandom } from '@stillhouse/domain/random/random.ts';
import { projectName } from '@stillhouse/domain/record/identity.ts';
import { parse } from 'yaml';
import { z } from 'zod';

const seed = z.int().min(0).max(0x7fffffff);
const range = z
  .tuple([z.number(), z.number()])
  .refine(([low, high]) => low < high, { message: 'must be [lowest, highest]' });

const values = z.strictObject({ values: z.array(z.json()).min(1) });
const distribution = z.union([
  z.strictObject({ uniform: range }),
  z.strictObject({ logUniform: range.refine(([low]) => low > 0, { message: 'must be above 0' }) }),
  z.strictObject({
    integers: z
      .tuple([z.int(), z.int()])
      .refine(([low, high]) => low < high, { message: 'must be [lowest, highest]' }),
  }),
]);

const common = {
  /** Of the sweep, a tag of its runs: the same name goes on with the same sweep. */
  name: z.string().regex(/^[\w.-]{1,80}$/, 'must be letters, digits, dots, hyphens, underscores'),
  task: z.string().optional(),
  /** A preset, or a recipe file. */
  recipe: z.string().optional(),
  /** Where the task's files lie. */
  data: z.string().optional(),
  /** Fields of every recipe, `path=value`. */
  set: z.array(z.string()).default([]),
  objectives: z.array(z.string()).min(1).optional(),
  /** A student for each seed, objective and point. */
  seeds: z.array(seed).min(1).default([1]),
  /** Seed of the teachers; left out: the first of `seeds`. */
  teacherSeed: seed.optional(),
  project: projectName.default('default'),
};

const grid = z.strictObject({
  ...common,
  method: z.literal('grid'),
  /** Values by recipe field: every combination is a point. */
  parameters: z.record(z.string().min(1), values),
});
const random = z.strictObject({
  ...common,
  method: z.literal('random'),
  /** Points to draw. */
  points: z.int().min(1).max(10_000),
  /** Of the draws: the same seed draws the same points, and more points begin with the same. */
  drawSeed: seed.default(1),
  /** `values` to choose from, or `uniform`, `logUniform`, `integers` between two bounds. */
  parameters: z.record(z.string().min(1), z.union([values, distribution])),
});
export const sweep = z.discriminatedUnion('method', [grid, random]);
export type Sweep = z.infer<typeof sweep>;

/** What a point sets: value by recipe field. */
export type SweepPoint = Record<string, unknown>;

/** The sweep in a YAML file. @throws ExpectedError BAD_INPUT naming every field that is wrong */
export async function readSweep(path: string): Promise<Sweep> {
  let content: unknown;
  try {
    content = parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new ExpectedError(
      'BAD_INPUT',
      `${path} cannot be read as YAML: ${error instanceof Error ? error.message : error}`,
    );
  }
  const found = sweep.safeParse(content);
  if (found.success) return found.data;
  const faults = found.error.issues.map(
    ({ path: at, message }) => `  ${at.join('.') || 'sweep'}: ${message}`,
  );
  const first = found.error.issues[0]?.path.map(String) ?? [];
  throw new ExpectedError('BAD_INPUT', `${path} is not a sweep.\n${faults.join('\n')}`, first);
}

/** The points of a sweep, in their order: of a grid the last field changes fastest. */
export function pointsOf(given: Sweep): SweepPoint[] {
  if (given.method === 'grid') {
    return Object.entries(given.parameters).reduce<SweepPoint[]>(
      (points, [field, { values: choices }]) =>
        points.flatMap((point) => choices.map((value) => ({ ...point, [field]: value }))),
      [{}],
    );
  }
  const source = seededRandom(given.drawSeed);
  return Array.from({ length: given.points }, () =>
    Object.fromEntries(
      Object.entries(given.parameters).map(([field, parameter]) => [field, draw(parameter, source)]),
    ),
  );
}

/** A point as `--set` takes it. */
export function assignmentsOf(point: SweepPoint): string[] {
  return Object.entries(point).map(([field, value]) => `${field}=${JSON.stringify(value)}`);
}

type Parameter = z.infer<typeof random>['parameters'][string];

/** One random number for each draw. */
function draw(parameter: Parameter, source: Random): unknown {
  if ('values' in parameter) return parameter.values[source.below(parameter.values.length)];
  if ('integers' in parameter) {
    const [low, high] = parameter.integers;
    return low + source.below(high - low + 1);
  }
  if ('uniform' in parameter) {
    const [low, high] = parameter.uniform;
    return low + (high - low) * source.next();
  }
  const [low, high] = parameter.logUniform;
  return low * (high / low) ** source.next();
}
