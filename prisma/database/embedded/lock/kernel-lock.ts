type NativeLock = Pick<typeof import('fs-native-extensions'), 'tryLock'>;

/**
 * Tries to take the kernel's lock on an open file. It holds for every process on this machine, in whatever container, and on network file
 * systems that pass locks on; the kernel drops it when the file is closed or the process dies.
 *
 * @returns whether it is ours; null where this system or file system has no such locks
 */
export async function takeKernelLock(descriptor: number): Promise<boolean | null> {
  const native = await loadNative();
  try {
    return native?.tryLock(descriptor) ?? null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EWOULDBLOCK') return false;
    return null;
  }
}

async function loadNative(): Promise<NativeLock | null> {
  try {
    return await import('fs-native-extensions');
  } catch {
    // Not built for this platform.
    return null;
  }
}
