import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Patch } from './merge.ts';

const folder = fileURLToPath(new URL('../../presets/', import.meta.url));
const patch: z.ZodType<Patch> = z.record(z.string(), z.unknown());

const presetFile = z.strictObject({
  /** One line for `stillhouse presets`. */
  description: z.string(),
  recipe: patch,
  /** What differs for a task, by task id. */
  tasks: z.record(z.string(), patch).default({}),
});

export interface Preset extends z.infer<typeof presetFile> {
  name: string;
}

/** The preset that is used when none is named. */
export const defaultPreset = 'small';

/** Names of the presets, in alphabetical order. */
export async function presetNames(): Promise<string[]> {
  const files = await readdir(folder);
  return files
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'))
    .sort();
}

/** The preset of that name, from trainer/presets/NAME.yaml. */
export async function loadPreset(name: string): Promise<Preset> {
  return { name, ...presetFile.parse(parse(await readFile(join(folder, `${name}.yaml`), 'utf8'))) };
}
