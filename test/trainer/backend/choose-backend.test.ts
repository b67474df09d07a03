import type { Backend, BackendName, Usability } from '@stillhouse/trainer/backend/backend.ts';
import { allBackends, chooseBackend } from '@stillhouse/trainer/backend/choose-backend.ts';
import { isSoftware } from '@stillhouse/trainer/backend/webgpu.ts';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';

const usable = (gpu: boolean): Usability => ({
  usable: true,
  reason: 'It is here.',
  inShort: 'here',
  device: 'some device',
  gpu,
});
const missing: Usability = {
  usable: false,
  reason: 'It is not installed: npm install it.',
  inShort: 'not installed',
  device: null,
  gpu: false,
};

function machine(found: Partial<Record<BackendName, Usability>>): {
  backends: Backend[];
  activated: string[];
} {
  const activated: string[] = [];
  const backends = allBackends.map(({ name }) => ({
    name,
    isUsable: async () => found[name] ?? missing,
    activate: async () => void activated.push(name),
  }));
  return { backends, activated };
}

describe('unasked', () => {
  it('a GPU comes before everything else', async () => {
    const { backends, activated } = machine({
      webgpu: usable(true),
      'tfjs-node': usable(false),
      wasm: usable(false),
    });
    expect((await chooseBackend(null, backends)).name).toBe('webgpu');
    expect(activated).toEqual(['webgpu']);
  });

  it('a software renderer is not taken for a GPU', async () => {
    const { backends } = machine({ webgpu: usable(false), wasm: usable(false), cpu: usable(false) });
    expect((await chooseBackend(null, backends)).name).toBe('wasm');
  });

  it('tfjs-node comes before wasm, and wasm before cpu', async () => {
    const all = { 'tfjs-node': usable(false), wasm: usable(false), cpu: usable(false) };
    expect((await chooseBackend(null, machine(all).backends)).name).toBe('tfjs-node');
    expect((await chooseBackend(null, machine({ ...all, 'tfjs-node': missing }).backends)).name).toBe('wasm');
  });

  it('every backend before it is named with the reason in short, a line each, and where to read more', async () => {
    const found = { webgpu: { ...usable(false), inShort: 'a software renderer only' }, wasm: usable(false) };
    const { reason, lines, device } = await chooseBackend(null, machine(found).backends);
    expect(reason).toBe(
      'It is here. Passed over: tfjs-node-gpu (not installed), webgpu (a software renderer only), tfjs-node (not installed).',
    );
    expect(lines).toEqual([
      'wasm, some device. It is here.',
      '  passed over: tfjs-node-gpu, not installed',
      '  passed over: webgpu, a software renderer only',
      '  passed over: tfjs-node, not installed',
      '  `npx stillhouse doctor` says what each of them lacks.',
    ]);
    expect(device).toBe('some device');
  });

  it('where none can be had, each is named with its reason in short', async () => {
    await expect(chooseBackend(null, machine({}).backends)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(
        /tfjs-node-gpu \(not installed\), .*cpu \(not installed\).*stillhouse doctor/,
      ),
    });
  });
});

describe('asked for', () => {
  it('a backend that is to be had is taken, whatever else there is', async () => {
    const { backends, activated } = machine({ webgpu: usable(true), cpu: usable(false) });
    expect((await chooseBackend('cpu', backends)).name).toBe('cpu');
    expect(activated).toEqual(['cpu']);
  });

  it('a software renderer is taken too', async () => {
    expect((await chooseBackend('webgpu', machine({ webgpu: usable(false) }).backends)).name).toBe('webgpu');
  });

  it('one that is not to be had is an error that says what to do, and nothing takes its place', async () => {
    const { backends, activated } = machine({ wasm: usable(false) });
    await expect(chooseBackend('tfjs-node', backends)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('npm install it'),
    });
    expect(activated).toEqual([]);
  });
});

it('the backend that was activated is the one TensorFlow.js uses', async () => {
  expect((await chooseBackend('cpu')).name).toBe('cpu');
  expect(tf.getBackend()).toBe('cpu');
  expect((await chooseBackend('wasm')).name).toBe('wasm');
  expect(tf.getBackend()).toBe('wasm');
});

it('activating wasm leaves no listener for other people’s rejections', async () => {
  const before = process.listenerCount('unhandledRejection');
  await chooseBackend('wasm');
  expect(process.listenerCount('unhandledRejection')).toBe(before);
});

it.each([
  [{ vendor: 'mesa', description: 'llvmpipe (LLVM 19.1.7, 256 bits)' }, true],
  [{ vendor: 'google', architecture: 'swiftshader' }, true],
  [{ vendor: 'nvidia', description: 'NVIDIA H100 80GB HBM3', isFallbackAdapter: true }, true],
  [{ vendor: 'nvidia', description: 'NVIDIA H100 80GB HBM3' }, false],
  [{ vendor: 'apple', architecture: 'metal-3' }, false],
])('the adapter %o is software: %s', (info, software) => {
  expect(isSoftware({ info })).toBe(software);
});
