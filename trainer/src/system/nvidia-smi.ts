import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What one GPU does at a moment; what it does not tell is left out. */
export interface GpuUse {
  index: number;
  /** Share of the last moments in which it computed, in percent. */
  percent?: number;
  memoryBytes?: number;
  memoryTotalBytes?: number;
  watts?: number;
  celsius?: number;
}

/** The NVIDIA driver of a machine. */
export interface NvidiaDriver {
  driver: string;
  /** The newest CUDA that it serves. */
  cuda: string;
}

const fields = ['index', 'utilization.gpu', 'memory.used', 'memory.total', 'power.draw', 'temperature.gpu'];
const mebibyte = 2 ** 20;

/** Runs nvidia-smi. @throws Error where it is not there, or finds no driver, or takes too long */
async function ask(args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('nvidia-smi', [...args], { timeout: 10_000 });
  return stdout;
}

/** What every NVIDIA GPU of this machine does now. @throws Error where nvidia-smi does not answer */
export async function gpuUses(): Promise<GpuUse[]> {
  return parseUses(await ask([`--query-gpu=${fields.join(',')}`, '--format=csv,noheader,nounits']));
}

/** This machine's NVIDIA driver; null where there is none. */
export async function nvidiaDriver(): Promise<NvidiaDriver | null> {
  return ask([]).then(parseHeader, () => null);
}

/** @param csv a line for each GPU, as `--format=csv,noheader,nounits` prints `fields` */
export function parseUses(csv: string): GpuUse[] {
  const lines = csv.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [index, percent, used, total, watts, celsius] = line.split(',').map(numberIn);
    if (index === undefined) throw new Error(`nvidia-smi printed a line without an index: ${line}`);
    return {
      index,
      ...(percent !== undefined && { percent }),
      ...(used !== undefined && { memoryBytes: used * mebibyte }),
      ...(total !== undefined && { memoryTotalBytes: total * mebibyte }),
      ...(watts !== undefined && { watts }),
      ...(celsius !== undefined && { celsius }),
    };
  });
}

/** @param text what `nvidia-smi` prints without arguments */
export function parseHeader(text: string): NvidiaDriver | null {
  const driver = /Driver Version:\s*(\S+)/.exec(text)?.[1];
  const cuda = /CUDA Version:\s*(\S+)/.exec(text)?.[1];
  return driver && cuda ? { driver, cuda } : null;
}

/** A number, or nothing for `[N/A]`, `[Not Supported]` and the like. */
function numberIn(cell: string): number | undefined {
  const value = Number.parseFloat(cell);
  return Number.isFinite(value) ? value : undefined;
}
