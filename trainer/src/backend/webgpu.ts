import { setBackend } from './activate.ts';
import type { Backend, Usability } from './backend.ts';
import { importOptional, type PackageProblem } from './optional-package.ts';
import { failOnDeviceErrors, registerWebgpuAddN } from './webgpu-kernels.ts';

const dawn = { name: 'webgpu', version: '0.6.2' };
const tensorflow = { name: '@tensorflow/tfjs-backend-webgpu', version: '4.22.0' };

interface Dawn {
  create(options: string[]): { requestAdapter(options?: object): Promise<Adapter | null> };
  globals: Record<string, unknown>;
}

interface Adapter {
  info: Partial<Record<'vendor' | 'architecture' | 'device' | 'description', string>> & {
    isFallbackAdapter?: boolean;
  };
}

/** Any GPU that Dawn, Chromium's WebGPU, can drive through Vulkan, Metal or Direct3D. */
export const webgpu: Backend = {
  name: 'webgpu',
  async isUsable() {
    const { module, problem } = await importOptional<Dawn>([dawn]);
    if (problem !== null) {
      const both = `$& ${tensorflow.name}@${tensorflow.version}`;
      return unusable({ ...problem, reason: problem.reason.replace(/webgpu@\S+$/, both) });
    }
    const gpu = exposeGpu(module);
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) {
      return unusable({
        reason: 'WebGPU finds no adapter: it needs a driver for Vulkan, Metal or Direct3D 12.',
        inShort: 'finds no adapter',
      });
    }
    // Its backend registers itself only where navigator.gpu is there already.
    const backend = await importOptional([tensorflow]);
    if (backend.problem !== null) return unusable(backend.problem);
    const device = adapterName(adapter);
    if (!isSoftware(adapter))
      return { usable: true, reason: 'WebGPU on a GPU.', inShort: 'on a GPU', device, gpu: true };
    return {
      usable: true,
      reason: `WebGPU, but on a software renderer (${device}).`,
      inShort: 'a software renderer only',
      device,
      gpu: false,
    };
  },
  async activate() {
    await setBackend('webgpu');
    registerWebgpuAddN();
    failOnDeviceErrors();
  },
};

/** Puts Dawn where browsers have WebGPU, once. */
function exposeGpu(module: Dawn): ReturnType<Dawn['create']> {
  const scope = globalThis as { navigator?: { gpu?: ReturnType<Dawn['create']> } };
  if (!scope.navigator?.gpu) {
    Object.assign(globalThis, module.globals);
    const gpu = module.create([]);
    if (scope.navigator) Object.defineProperty(scope.navigator, 'gpu', { value: gpu, configurable: true });
    else Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
    return gpu;
  }
  return scope.navigator.gpu;
}

/** Whether an adapter computes on the processor. */
export function isSoftware({ info }: Adapter): boolean {
  const text = [info.vendor, info.architecture, info.device, info.description].join(' ');
  return (
    info.isFallbackAdapter === true ||
    /llvmpipe|lavapipe|swiftshader|software|basic render|\bcpu\b/i.test(text)
  );
}

function adapterName({ info }: Adapter): string {
  return (
    info.description ||
    [info.vendor, info.architecture, info.device].filter(Boolean).join(' ') ||
    'unnamed adapter'
  );
}

function unusable(problem: PackageProblem): Usability {
  return { usable: false, ...problem, device: null, gpu: false };
}
