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
  return chosen(requested, `It was asked for. ${reason}`, device, []);
}

async function best(backends: readonly Backend[]): Promise<ChosenBackend> {
  const passedOver: PassedOver[] = [];
  for (const backend of backends) {
    const usability = await backend.isUsable();
    if (!isTakenUnasked(backend, usability)) {
      passedOver.push({ name: backend.name, inShort: usability.inShort });
      continue;
    }
    await backend.activate();
    return chosen(backend.name, usability.reason, usability.device, passedOver);
  }
  throw new ExpectedError('UNAVAILABLE', `No backend is usable here: ${listed(passedOver)}. ${toDoctor}`, [
    'backend',
  ]);
}

type PassedOver = Pick<Usability, 'inShort'> & { name: BackendName };

const toDoctor = '`npx stillhouse doctor` says what each of them lacks.';

function chosen(
  name: BackendName,
  reason: string,
  device: string | null,
  passedOver: readonly PassedOver[],
): ChosenBackend {
  const others = passedOver.map((other) => `  passed over: ${other.name}, ${other.inShort}`);
  return {
    name,
    reason: passedOver.length > 0 ? `${reason} Passed over: ${listed(passedOver)}.` : reason,
    device,
    lines: [
      `${[name, ...(device === null ? [] : [device])].join(', ')}. ${reason}`,
      ...others,
      ...(others.length > 0 ? [`  ${toDoctor}`] : []),
    ],
  };
}

function listed(backends: readonly PassedOver[]): string {
  return backends.map(({ name, inShort }) => `${name} (${inShort})`).join(', ');
}

function isTakenUnasked(backend: Backend, { usable, gpu }: Usability): boolean {
  return usable && (gpu || !needsGpu.has(backend.name));
}
