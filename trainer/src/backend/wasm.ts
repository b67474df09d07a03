import * as tf from '@tensorflow/tfjs';
import { setBackend } from './activate.ts';
import type { Backend } from './backend.ts';
import { processor } from './cpu.ts';
import { registerAttention } from './wasm/attention.ts';
import { registerBatchMatMul } from './wasm/batch-mat-mul.ts';
import { registerFusedKernels } from './wasm/fused.ts';
import { loadKernels, type WasmBackend } from './wasm/kernel-module.ts';
import { registerSegmentSum } from './wasm/segment-sum.ts';

/** WebAssembly with our own training kernels (trainer/kernels); one thread, nothing to install. */
export const wasm: Backend = {
  name: 'wasm',
  async isUsable() {
    // Registers the flag that is asked for next.
    await import('@tensorflow/tfjs-backend-wasm');
    const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
    return simd
      ? {
          usable: true,
          reason: 'WebAssembly with SIMD.',
          inShort: 'on the processor',
          device: processor(),
          gpu: false,
        }
      : {
          usable: false,
          reason: 'This Node has no WebAssembly SIMD; use Node 20.19 or later.',
          inShort: 'no SIMD in this Node',
          device: null,
          gpu: false,
        };
  },
  async activate() {
    const module = await import('@tensorflow/tfjs-backend-wasm');
    const listeners = processListeners();
    await setBackend('wasm');
    removeListenersBeyond(listeners);
    const backend = tf.backend();
    if (!(backend instanceof module.BackendWasm)) {
      throw new Error('The backend "wasm" is not the one of tfjs-backend-wasm.');
    }
    if (extended.has(backend)) return;
    extended.add(backend);
    const kernels = await loadKernels(backend as unknown as WasmBackend);
    registerBatchMatMul(kernels);
    registerSegmentSum(kernels);
    registerAttention(kernels);
    registerFusedKernels(kernels);
  },
};

/** Backends that have our kernels already. */
const extended = new WeakSet<object>();

const events = ['uncaughtException', 'unhandledRejection'] as const;

// Emscripten's glue code listens to both events and turns any rejection anywhere into an abort of WebAssembly: not its business.
function processListeners(): Set<unknown> {
  return new Set(events.flatMap((event) => process.listeners(event as 'uncaughtException')));
}

function removeListenersBeyond(known: ReadonlySet<unknown>): void {
  for (const event of events) {
    for (const listener of process.listeners(event as 'uncaughtException')) {
      if (!known.has(listener)) process.removeListener(event, listener);
    }
  }
}
