import { z } from 'zod';
import { heartbeatTimeouts, runKinds } from '../run/run.ts';
import { projectName, sha256, taskId, uuid } from './identity.ts';
import { moment } from './moment.ts';

const json: z.ZodType<unknown> = z.json();

/** Most characters of a checkout's changes that are recorded. */
export const longestDiff = 100_000;

/** A git checkout. */
const source = z.strictObject({
  /** `stillhouse`, or the name of the folder. */
  name: z.string().min(1).max(200),
  commit: z.string().nullable(),
  /** What `git diff HEAD` says, from its beginning. */
  diff: z.string().max(longestDiff),
  /** Characters of the whole diff: more than `diff` has where that was cut. */
  diffLength: z.int().nonnegative(),
});
export type Source = z.infer<typeof source>;

/** Where a run ran: recorded once, at its start. */
export const environment = z.strictObject({
  host: z.string(),
  /** `linux x64`, `darwin arm64`, … */
  platform: z.string(),
  node: z.string(),
  /** Training backend in use: `tfjs-node-gpu`, `webgpu`, `tfjs-node`, `wasm`, `cpu`; null for runs logged from elsewhere. */
  backend: z.string().nullable(),
  /** Why this backend and not a faster one. */
  backendReason: z.string().nullable(),
  /** Name of the processor or GPU. */
  device: z.string().nullable(),
  /** Version by package. */
  versions: z.record(z.string(), z.string()),
  gitCommit: z.string().nullable(),
  /** The checkouts that had a part in it, each with what was changed in it since its commit; left out by older writers. */
  sources: z.array(source).max(10).optional(),
  /** Model of the processor, its cores, and the machine's memory. */
  processor: z.strictObject({ model: z.string(), cores: z.int().min(1), memoryBytes: z.number() }).optional(),
  /** The NVIDIA driver and the newest CUDA that it serves, where there is one. */
  nvidia: z.strictObject({ driver: z.string(), cuda: z.string() }).optional(),
  /** Shell command that runs this again. */
  command: z.string().nullable(),
});
export type Environment = z.infer<typeof environment>;

export const startRun = z.strictObject({
  id: uuid,
  project: projectName,
  name: z.string().min(1).max(200),
  kind: z.enum(runKinds),
  /** Task id of domain/task; null for an EXTERNAL run without one. */
  task: taskId.nullable(),
  seed: z.int().nullable(),
  /** The whole configuration without the seed; its digest is the recipe's identity. */
  recipe: z.record(z.string(), json),
  tags: z.array(z.string().min(1).max(100)).max(100),
  notes: z.string().max(100_000).nullable(),
  environment: environment.nullable(),
  /** Run id of the teacher, for a student. */
  teacher: uuid.nullable(),
  /** Number of trained weights. */
  parameters: z.int().nonnegative().nullable(),
  /** Seconds without a heartbeat or a write after which the run is LOST; left out: `lostAfterSeconds`. */
  heartbeatTimeoutSeconds: z.int().min(heartbeatTimeouts.shortest).max(heartbeatTimeouts.longest).optional(),
  /** By the writer's clock; a start in the future is recorded as now, and the run's end is corrected by the same amount. */
  startedAt: moment.optional(),
});
export type StartRun = z.infer<typeof startRun>;

/** Fields of a running run that become known only later; a field that is left out stays as it is. */
export const updateRun = z.strictObject({
  id: uuid,
  name: z.string().min(1).max(200).optional(),
  tags: z.array(z.string().min(1).max(100)).max(100).optional(),
  notes: z.string().max(100_000).nullable().optional(),
  parameters: z.int().nonnegative().optional(),
  knowledgeBase: uuid.optional(),
});
export type UpdateRun = z.infer<typeof updateRun>;

/** A run that stopped before its end, LOST, CANCELLED or FAILED, and goes on. */
export const resumeRun = z.strictObject({ id: uuid });
export type ResumeRun = z.infer<typeof resumeRun>;

export const finishRun = z.strictObject({
  id: uuid,
  status: z.enum(['FINISHED', 'FAILED', 'CANCELLED']),
  failure: z
    .strictObject({ message: z.string().max(10_000), stack: z.string().max(100_000).nullable() })
    .nullable(),
  /** By the writer's clock, as `startedAt`. */
  finishedAt: moment.optional(),
});
export type FinishRun = z.infer<typeof finishRun>;

export const artifact = z.strictObject({
  run: uuid,
  /** `checkpoint.safetensors`; unique in its run. */
  name: z.string().regex(/^[\w.-]{1,200}$/, 'must be letters, digits, dots, hyphens, underscores'),
  kind: z.enum(['checkpoint', 'tokenizer', 'submission', 'log', 'other']),
  sha256,
  bytes: z.int().nonnegative(),
});
export type ArtifactHeader = z.infer<typeof artifact>;
