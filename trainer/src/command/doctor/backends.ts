import { allBackends } from '../../backend/choose-backend.ts';
import type { Check } from './check.ts';

/** Each backend, fastest first, and why it can or can't be used here. */
export async function checkBackends(): Promise<Check[]> {
  const checks: Check[] = [];
  for (const backend of allBackends) {
    const { usable, reason, device } = await backend.isUsable();
    const finding = device === null ? reason : `${reason} Device: ${device}.`;
    checks.push({ name: backend.name, state: usable ? 'fine' : 'absent', finding });
  }
  if (checks.some(({ state }) => state === 'fine')) return checks;
  return checks.map((check) => ({ ...check, state: 'faulty' }));
}
