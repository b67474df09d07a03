import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { writeFolderAtomically } from '../../file/write-atomically.ts';
import { type NamedArray, readSafetensors, writeSafetensors } from '../../model/safetensors.ts';
import type { LoopPosition, LoopState } from '../../training/loop-state.ts';
import type { StageCheckpoints } from '../training-context.ts';

export interface StageFolder {
  /** Takes `step-000120/`, the last state, and `best-000100/`, the best weights that it speaks of; all else in it is removed. */
  folder: string;
  /** Steps between two states. */
  every: number;
  /** What has to be safe before a state is: the points up to its step, which nobody would write again. */
  beforeSave(): Promise<void>;
}

/** Most bytes of one file. */
const fileBytes = 2 ** 30;
const positionFile = 'position.json';

/** A stage's states in a folder, each there whole or not at all. */
export function stageCheckpoints({ folder, every, beforeSave }: StageFolder): StageCheckpoints {
  return {
    every,
    async save(state) {
      await beforeSave();
      const { position, tensors, best } = state;
      const kept = new Set([stateName(position.step)]);
      if (best && position.best) {
        const name = bestName(position.best.step);
        kept.add(name);
        if (!(await namesIn(folder)).includes(name)) {
          await writeFolderAtomically(join(folder, name), tensorFiles(best));
        }
      }
      await writeFolderAtomically(join(folder, stateName(position.step)), [
        ...tensorFiles(tensors),
        [positionFile, JSON.stringify(position)],
      ]);
      // The older state goes when the newer is there: at no moment is there none.
      for (const name of await namesIn(folder)) {
        if (!kept.has(name)) await rm(join(folder, name), { recursive: true, force: true });
      }
    },
    async load() {
      const states = (await namesIn(folder)).filter((name) => /^step-\d+$/.test(name)).sort();
      const last = states.at(-1);
      return last === undefined ? null : readState(folder, last);
    },
  };
}

async function readState(folder: string, name: string): Promise<LoopState> {
  const path = join(folder, name);
  try {
    const position = JSON.parse(await readFile(join(path, positionFile), 'utf8')) as LoopPosition;
    // Training that is done has its best weights for its weights.
    const best =
      position.best && !position.done ? await readTensors(join(folder, bestName(position.best.step))) : null;
    return { position, tensors: await readTensors(path), best };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ExpectedError(
      'BAD_INPUT',
      `${path} cannot be read (${reason}); delete ${folder} to train this stage from its beginning.`,
    );
  }
}

/** `tensors-0.safetensors`, … in the order given, none above `fileBytes` unless one tensor is. */
function* tensorFiles(
  tensors: Readonly<Record<string, NamedArray>>,
): Generator<readonly [string, Uint8Array]> {
  let count = 0;
  let bytes = 0;
  let group: Record<string, NamedArray> = {};
  const file = () =>
    [`tensors-${count++}.safetensors`, writeSafetensors({ tensors: group, metadata: {} })] as const;
  for (const [name, array] of Object.entries(tensors)) {
    if (bytes > 0 && bytes + array.values.byteLength > fileBytes) {
      yield file();
      [bytes, group] = [0, {}];
    }
    group[name] = array;
    bytes += array.values.byteLength;
  }
  yield file();
}

async function readTensors(folder: string): Promise<Record<string, NamedArray>> {
  const tensors: Record<string, NamedArray> = {};
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.safetensors')) continue;
    const path = join(folder, name);
    Object.assign(tensors, readSafetensors(await readFile(path), path).tensors);
  }
  return tensors;
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}

const numbered = (kind: string, step: number) => `${kind}-${String(step).padStart(9, '0')}`;
const stateName = (step: number) => numbered('step', step);
const bestName = (step: number) => numbered('best', step);
