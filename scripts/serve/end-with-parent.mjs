// Loaded with --import into a process that must not outlive the one that started it: when that is gone, however it ended, this process is told
// to end as by SIGTERM. The parent opens an IPC channel for this, which the system closes with it.
const parent = Number(new URL(import.meta.url).searchParams.get('parent'));

// Node hands --import on to the processes that this one forks: their channels are not ours to watch.
if (process.connected && process.ppid === parent) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // The channel alone is no reason to stay alive.
  process.channel?.unref();
}
