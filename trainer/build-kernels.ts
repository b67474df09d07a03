import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const here = fileURLToPath(new URL('.', import.meta.url));

/** The WebAssembly module of trainer/kernels, without run-time and without data of its own: its memory is TensorFlow.js's. */
export async function compileKernels(): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    // Warning 112 is about vectors in signatures, which never leave the module.
    [
      'kernels/main.ts',
      '-O3',
      '--runtime=stub',
      '--importMemory',
      '--noExportMemory',
      '--enable=simd',
      '--disableWarning=112',
      '--baseDir',
      here,
      '--outFile',
      'kernels.wasm',
    ],
    {
      writeFile: (name: string, contents: string | Uint8Array) => {
        if (name.endsWith('.wasm') && typeof contents !== 'string') binary = contents;
      },
    },
  );
  if (error || !binary) throw new Error(`The kernels do not compile:\n${stderr.toString()}`);
  return binary;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(new URL('src/backend/wasm/kernels.wasm', import.meta.url), await compileKernels());
}
