import type { Backend } from '@stillhouse/trainer/backend/backend.ts';
import { allBackends } from '@stillhouse/trainer/backend/choose-backend.ts';

/** Every backend but the one that the others are compared with, and why those that this machine hasn't are left out. */
export const comparedBackends: readonly { backend: Backend; usable: boolean; label: string }[] =
  await Promise.all(
    allBackends
      .filter(({ name }) => name !== 'cpu')
      .map(async (backend) => {
        const { usable, reason, device } = await backend.isUsable();
        const label = usable ? `${backend.name} (${device})` : `${backend.name}, left out: ${reason}`;
        return { backend, usable, label };
      }),
  );
