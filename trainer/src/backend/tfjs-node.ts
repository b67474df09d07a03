import { execFile } from 'node:child_process';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { setBackend } from './activate.ts';
import type { Backend, Usability } from './backend.ts';
import { processor } from './cpu.ts';
import { importOptional, type OptionalPackage, type PackageProblem } from './optional-package.ts';
import { registerTensorflowKernels } from './tensorflow/kernels.ts';
import type { TensorflowBackend } from './tensorflow/tensorflow-backend.ts';

/** What both packages call their backend. */
const registered = 'tensorflow';
const version = '4.22.0';

/** The TensorFlow library, on the processor. */
export const tfjsNode: Backend = {
  name: 'tfjs-node',
  async isUsable() {
    const { problem } = await load({ name: '@tensorflow/tfjs-node', version });
    return problem === null
      ? {
          usable: true,
          reason: 'The TensorFlow library, on the processor.',
          inShort: 'on the processor',
          device: processor(),
          gpu: false,
        }
      : unusable(problem);
  },
  activate,
};

/** The TensorFlow library on an NVIDIA GPU. Without one it would run on the processor and not say so: then it counts as not usable. */
export const tfjsNodeGpu: Backend = {
  name: 'tfjs-node-gpu',
  async isUsable() {
    const { problem } = await load({ name: '@tensorflow/tfjs-node-gpu', version });
    if (problem !== null) return unusable(problem);
    const backend = tf.findBackend(registered) as { isUsingGpuDevice?: boolean } | null;
    if (!backend?.isUsingGpuDevice) {
      return unusable({
        inShort: 'finds no GPU',
        reason:
          '@tensorflow/tfjs-node-gpu finds no GPU. It needs an NVIDIA driver and, where the loader looks or in LD_LIBRARY_PATH, the CUDA and cuDNN that its ' +
          'TensorFlow was built for (11.2 and 8.1 for the one it fetches itself; see `stillhouse setup-tensorflow --help`).',
      });
    }
    const reason = 'The TensorFlow library, on a GPU.';
    return { usable: true, reason, inShort: 'on a GPU', device: await gpuName(), gpu: true };
  },
  activate,
};

async function activate(): Promise<void> {
  await setBackend(registered);
  registerTensorflowKernels(tf.backend() as unknown as TensorflowBackend);
}

async function load(wanted: OptionalPackage): Promise<{ problem: PackageProblem | null }> {
  restoreRemovedUtilities();
  // Its notes on instruction sets would go between ours; warnings and errors still show.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '1';
  const current = tf.engine().backendName;
  const { problem } = await importOptional([wanted]);
  // Importing it makes it the current backend; looking must change nothing.
  if (current && tf.getBackend() !== current) await tf.setBackend(current);
  return { problem };
}

/** tfjs-node calls two functions that Node 23 took out of `util`. */
function restoreRemovedUtilities(): void {
  const utilities = util as unknown as Record<string, unknown>;
  utilities.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  utilities.isArray ??= Array.isArray;
}

function unusable(problem: PackageProblem): Usability {
  return { usable: false, ...problem, device: null, gpu: false };
}

/** Name of the first GPU as nvidia-smi tells it; null where it does not answer. */
function gpuName(): Promise<string | null> {
  return new Promise((resolve) => {
    execFile('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader'], (error, stdout) => {
      resolve(error ? null : (stdout.split('\n')[0]?.trim() ?? null));
    });
  });
}
