import { z } from 'zod';

/** Ids of runs, knowledge bases and evaluations are UUIDs made by whoever writes them, so that a retry writes nothing twice. */
export const uuid = z.uuid();

/** Lower-case hexadecimal sha256. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits');

/** A project's name: what stands in an address and on a command line. */
export const projectName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and hyphens, at most 63');

/** Id of a task: short enough for an index. */
export const taskId = z.string().max(200);
