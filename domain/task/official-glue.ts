import type { Split } from '../record/dataset.ts';
import { tasks } from './task.ts';

/** Examples of each split as GLUE publishes it (Wang et al. 2019); MNLI has a matched and a mismatched half, AX only its diagnostic set. */
const sizes: Record<string, Partial<Record<Split, readonly number[]>>> = {
  cola: { TRAIN: [8551], DEV: [1043], TEST: [1063] },
  sst2: { TRAIN: [67349], DEV: [872], TEST: [1821] },
  mrpc: { TRAIN: [3668], DEV: [408], TEST: [1725] },
  qqp: { TRAIN: [363846], DEV: [40430], TEST: [390965] },
  stsb: { TRAIN: [5749], DEV: [1500], TEST: [1379] },
  mnli: { TRAIN: [392702], DEV: [9815, 9832], TEST: [9796, 9847] },
  qnli: { TRAIN: [104743], DEV: [5463], TEST: [5463] },
  rte: { TRAIN: [2490], DEV: [277], TEST: [3000] },
  wnli: { TRAIN: [635], DEV: [71], TEST: [146] },
  ax: { TEST: [1104] },
};

/** Digests (domain/record/dataset-digest.ts) of GLUE's own files, computed by test/fixtures/glue/digests.ts. */
const digests: Record<string, Partial<Record<Split, string>>> = {
  cola: {
    TRAIN: '1983c771058756dca23f8dec55241ce6593bea4cfa357bd0af9f8c68c6e8bc65',
    DEV: '38a424e5fb58ba40f9e4b56687156ff6050ce5a56908fd96d1975985b446c710',
    TEST: 'eded367338ff444b38270e5503e8ece1c5e1bdb4761541b78dc99281f2eaada4',
  },
  rte: {
    TRAIN: '8186bec1cb31bd4bd7cafc9027745fac933ef3447911d03458faeff8ecdaf854',
    DEV: 'fac3861f7b3661d9d0973d7ddd18a137b3e1ca2eed2cd8cb088b1793b30afb2c',
    TEST: 'fac23f3e2e7cb5d7bade8bd951dfae74a51c2ebe0c314f3842d2f4ccfbada789',
  },
  sst2: {
    TRAIN: 'ca7ef5edbf415f6cf2abf9ad6c20b18c0d2eca634ce16d792c9eee1a6195a8d1',
    DEV: 'bfc72040ea22599c9aa78b3c45df7bab4c5d0b0e617a9c8fc783210e7ed45519',
    TEST: 'a8a794d55e2ab1b6b1f9fda15dd53f7e3b7295a6d6bdcf47262d515b6a775672',
  },
};

/**
 * How a dataset relates to the official GLUE split of its task: OFFICIAL by its digest; UNVERIFIED where it has the official size and no
 * digest of the split is known; PART of a split; OTHER content under the task's name; NOT_GLUE for other tasks.
 */
export const glueContents = ['OFFICIAL', 'UNVERIFIED', 'PART', 'OTHER', 'NOT_GLUE'] as const;
export type GlueContent = (typeof glueContents)[number];

export interface GlueCandidate {
  task: string;
  split: Split;
  digest: string;
  size: number;
  /** Whether the whole split was taken. */
  complete: boolean;
}

export function glueContent({ task, split, digest, size, complete }: GlueCandidate): GlueContent {
  if (!tasks.some(({ id, benchmark }) => id === task && benchmark === 'glue')) return 'NOT_GLUE';
  const official = digests[task]?.[split];
  if (digest === official) return 'OFFICIAL';
  if (!complete) return 'PART';
  if (official === undefined && sizes[task]?.[split]?.includes(size)) return 'UNVERIFIED';
  return 'OTHER';
}

/** How many datasets the split of a task has: two of MNLI's dev and test, one of any other. */
export function datasetsOfSplit(task: string, split: Split): number {
  return sizes[task]?.[split]?.length ?? 1;
}
