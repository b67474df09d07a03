export const backendNames = ['tfjs-node-gpu', 'webgpu', 'tfjs-node', 'wasm', 'cpu'] as const;
export type BackendName = (typeof backendNames)[number];

/** Whether a backend can be had on this machine, and why not or what it would run on. */
export interface Usability {
  usable: boolean;
  /** One sentence: what was found, or what is missing and the command that mends it. */
  reason: string;
  /** The reason in two or three words, for a list: `not installed`. */
  inShort: string;
  /** Name of the processor or GPU; null where none was found. */
  device: string | null;
  /** True for a graphics processor; a software renderer is not one. */
  gpu: boolean;
}

/** One way to run TensorFlow.js. Looking at it changes nothing; activating it makes it the one that computes. */
export interface Backend {
  readonly name: BackendName;
  isUsable(): Promise<Usability>;
  /** Makes it TensorFlow.js's backend. @throws Error if TensorFlow.js silently took another one */
  activate(): Promise<void>;
}

/** The backend in use and what it runs on. */
export interface ChosenBackend {
  name: BackendName;
  /** Why it, and in short why none of those before it. */
  reason: string;
  device: string | null;
  /** What is told of it, and of those before it a line each: the whole reasons are `stillhouse doctor`'s. */
  lines: string[];
}
