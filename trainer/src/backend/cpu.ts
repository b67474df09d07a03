import { cpus } from 'node:os';
import { setBackend } from './activate.ts';
import type { Backend } from './backend.ts';
import { registerCpuSegmentSum } from './cpu-kernels.ts';

/** Plain JavaScript: runs everywhere, for small tests only. */
export const cpu: Backend = {
  name: 'cpu',
  async isUsable() {
    return {
      usable: true,
      reason: 'Plain JavaScript runs everywhere, slowly.',
      inShort: 'on the processor',
      device: processor(),
      gpu: false,
    };
  },
  async activate() {
    await setBackend('cpu');
    registerCpuSegmentSum();
  },
};

/** Name of the machine's processor. */
export function processor(): string | null {
  return cpus()[0]?.model.trim() ?? null;
}
