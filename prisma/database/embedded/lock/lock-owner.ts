import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { z } from 'zod';

/** Who holds the lock of a folder, as the lock's file says. */
export const lockOwner = z.object({
  pid: z.number().int(),
  /** When the process began, where the system tells: a pid may be used again. */
  began: z.string().nullable(),
  /** Tells this holder from every other; null in a file written before locks were refreshed. */
  token: z.string().nullable().default(null),
  host: z.string().nullable().default(null),
  /** Of the kernel's start, where the system tells. */
  boot: z.string().nullable().default(null),
  /** In which pids are counted, where the system tells: that of a container. */
  pidNamespace: z.string().nullable().default(null),
  /** Whether the holder also has the kernel's lock on the file. */
  kernel: z.boolean().default(false),
  /** Grows as long as the holder lives. */
  beat: z.number().int().default(0),
});
export type LockOwner = z.infer<typeof lockOwner>;

/** This process as an owner. */
export function thisOwner(kernel: boolean): LockOwner & { token: string } {
  return {
    pid: process.pid,
    began: beginningOf(contentOf(`/proc/${process.pid}/stat`)),
    token: randomUUID(),
    host: hostname(),
    boot: contentOf('/proc/sys/kernel/random/boot_id')?.trim() ?? null,
    pidNamespace: pidNamespace(),
    kernel,
    beat: 0,
  };
}

/** Of the lock's file: written in place, without a byte more, it can be on a full disk. */
export const lockBytes = 1024;

/**
 * The content of the lock's file, which is overwritten in place: a file that is replaced or removed would take the kernel's lock with it.
 *
 * @param owner null where the lock is given back
 */
export function lockText(owner: LockOwner | null): string {
  return `${(owner ? JSON.stringify(owner) : '').padEnd(lockBytes - 1)}\n`;
}

/** null for a lock that was given back, or a file that a dying process left half-written. */
export function parseOwner(text: string): LockOwner | null {
  try {
    return lockOwner.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Whether the owner's process runs; only to be asked of a process of the same pid namespace. */
export async function isRunning({ pid, began }: LockOwner): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return began === null || beginningOf(stat) === began;
}

/** Start time of a process in clock ticks since boot, from Linux' /proc/PID/stat; null elsewhere. */
function beginningOf(stat: string | null): string | null {
  // Field 22; the second one, the name in brackets, may hold spaces.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

function pidNamespace(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return null;
  }
}

function contentOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
