import { createServer } from 'node:net';

/**
 * Makes sure that nobody listens on a port of loopback.
 *
 * @param purpose what wants it: "API", "dashboard"
 * @param variable the environment variable that chooses another one
 * @throws Error saying what to do where the port is taken or may not be had
 */
export async function claimPort(port: number, purpose: string, variable: string): Promise<void> {
  const fault = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    const probe = createServer();
    probe.once('error', resolve);
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(null)));
  });
  if (!fault) return;
  if (fault.code === 'EADDRINUSE') {
    throw new Error(
      `Port ${port}, which the ${purpose} needs, is in use (by another Stillhouse?). ` +
        `Stop what uses it, or choose another: ${variable}=${port + 10}.`,
    );
  }
  throw new Error(
    `The ${purpose} may not listen on port ${port} (${fault.code}). Choose another: ${variable}=…`,
  );
}
