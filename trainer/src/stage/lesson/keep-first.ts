import type { TrainedEncoder } from '../encoder/trained-encoder.ts';

/**
 * Trains networks side by side and keeps the first.
 *
 * @returns the first; the others are disposed, and all of them where the work throws
 */
export async function keepFirst<Networks extends readonly [TrainedEncoder, ...TrainedEncoder[]]>(
  networks: Networks,
  work: (networks: Networks) => Promise<void>,
): Promise<TrainedEncoder> {
  const [first, ...others] = networks;
  try {
    await work(networks);
    return first;
  } catch (error) {
    first.dispose();
    throw error;
  } finally {
    for (const other of others) other.dispose();
  }
}
