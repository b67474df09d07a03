import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { Backend, BackendName, ChosenBackend, Usability } from './backend.ts';
import { cpu } from './cpu.ts';
import { tfjsNode, tfjsNodeGpu } from './tfjs-node.ts';
import { wasm } from './wasm.ts';
import { webgpu } from './webgpu.ts';

/** All backends, in the order of choice; of the first two a real GPU only is taken unasked. */
export const allBackends: readonly Backend[] = [tfjsNodeGpu, webgpu, tfjsNode, wasm, cpu];

const needsGpu: ReadonlySet<BackendName> = new Set(['tfjs-node-gpu', 'webgpu']);

/**
 * Activates the backend that was asked for, or the best that this machine has: a GPU that really is one, tfjs-node, wasm, cpu.
 *
 * @param requested null for the best
 * @throws ExpectedError UNAVAILABLE where the requested one is not to be had; nothing takes its place
 */
export async function chooseBackend(
  requested: BackendName | null,
  backends: readonly Backend[] = allBackends,
): Promise<ChosenBackend> {
  return requested === null ? best(backends) : exactly(requested, backends);
}

async function exactly(requested: BackendName, backends: readonly Backend[]): Promise<ChosenBackend> {
  const backend = backends.find(({ name }) => name === requested);
  if (!backend) throw new ExpectedError('BAD_INPUT', `There is no backend "${requested}".`, ['backend']);
  const { usable, reason, device } = await backend.isUsable();
  if (!usable) {
    throw new ExpectedError('UNAVAILABLE', `The backend "${requested}" is not usable here. ${reason}`, [
      'backend',
    ]);
  }
  await backend.activate();
  return { name: requested, reason: `It was asked for. ${reason}`, device };
}

async function best(backends: readonly Backend[]): Promise<ChosenBackend> {
  const passedOver: string[] = [];
  for (const backend of backends) {
    const usability = await backend.isUsable();
    const objection = objectionTo(backend, usability);
    if (objection !== null) {
      passedOver.push(`${backend.name} (${objection.replace(/\.$/, '')})`);
      continue;
    }
    await backend.activate();
    const others = passedOver.length > 0 ? ` Passed over: ${passedOver.join('; ')}.` : '';
    const reason = usability.reason + others;
    return { name: backend.name, reason, device: usability.device };
  }
  throw new ExpectedError('UNAVAILABLE', `No backend is usable here: ${passedOver.join('; ')}.`, ['backend']);
}

function objectionTo(backend: Backend, { usable, reason, gpu }: Usability): string | null {
  return usable && (gpu || !needsGpu.has(backend.name)) ? null : reason;
}
