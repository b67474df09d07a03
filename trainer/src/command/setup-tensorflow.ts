import type { Command } from 'commander';
import { buildBinding, requireBuildTools } from '../backend/tensorflow/build-binding.ts';
import { installLibrary, isInstalled } from '../backend/tensorflow/install-library.ts';
import { openLibrarySource } from '../backend/tensorflow/library-source.ts';
import { findTfjsPackage } from '../backend/tensorflow/tfjs-package.ts';
import type { Progress } from '../progress/progress.ts';
import { interruptible } from './interrupt.ts';
import { progressFor } from './progress-for.ts';
import { verifyLibrary } from './setup-tensorflow/verify-library.ts';

const help = `
tfjs-node's own install script fetches TensorFlow 2.9.1 (tfjs-node-gpu's: one for CUDA 11.2) from outside the npm registry. This puts a
TensorFlow of yours in its place, such as a current one for a current CUDA:

    npm install --no-save --ignore-scripts @tensorflow/tfjs-node@4.22.0
    pip download --no-deps tensorflow-cpu
    npx stillhouse setup-tensorflow --from tensorflow_cpu-….whl

    npm install --no-save --ignore-scripts @tensorflow/tfjs-node-gpu@4.22.0
    pip download --no-deps tensorflow        (CUDA's libraries must be where the system's loader finds them, or in LD_LIBRARY_PATH)
    npx stillhouse setup-tensorflow --from tensorflow-….whl --gpu

It needs Linux, g++, make, Python 3 and npm; takes a minute and 900 MB. Where it fails, the package stays as it was. The next npm install
that touches the package takes the library away again.`;

/** `stillhouse setup-tensorflow` */
export function addSetupTensorflow(program: Command): void {
  program
    .command('setup-tensorflow')
    .description('Use your own TensorFlow library with tfjs-node or tfjs-node-gpu.')
    .requiredOption(
      '--from <path>',
      'a Python wheel of TensorFlow, or a folder with its libraries and headers',
    )
    .option('--gpu', 'set up tfjs-node-gpu instead of tfjs-node', false)
    .addHelpText('after', help)
    .action(async ({ from, gpu }: { from: string; gpu: boolean }) => {
      const progress = progressFor(process.stderr);
      const interruption = interruptible((line) => progress.say(line));
      try {
        console.log(await setUpTensorflow(from, gpu, progress, interruption.signal));
      } catch (error) {
        process.exitCode = interruption.exitCode() ?? 1;
        throw error;
      } finally {
        interruption.release();
      }
    });
}

async function setUpTensorflow(
  from: string,
  gpu: boolean,
  progress: Progress,
  signal: AbortSignal,
): Promise<string> {
  const target = await findTfjsPackage(gpu);
  const source = await openLibrarySource(from, gpu);
  const backend = gpu ? 'tfjs-node-gpu' : 'tfjs-node';
  let finding = '';
  const verify = async () => {
    const bar = progress.begin('Train a step and compare');
    finding = await verifyLibrary(backend, signal);
    bar.end();
  };
  try {
    if (await isInstalled(target, source)) {
      await verify();
      return `${source.title} is already installed in ${target.folder}. ${finding}`;
    }
    await requireBuildTools();
    const copying = progress.begin('Unpack the library');
    await installLibrary(target, source, {
      signal,
      onBytes: (bytes, of) => copying.update({ step: megabytes(bytes), steps: megabytes(of), examples: 0 }),
      async build(stage) {
        copying.end(`${megabytes(source.files.reduce((sum, file) => sum + file.bytes, 0))} MB`);
        const compiling = progress.begin('Compile the binding');
        await buildBinding(target, stage, signal);
        compiling.end();
      },
      verify,
    });
    return `${source.title} was installed in ${target.folder}. ${finding}`;
  } finally {
    await source.close();
  }
}

function megabytes(bytes: number): number {
  return Math.max(1, Math.round(bytes / 2 ** 20));
}
