import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { retrievalPolicy } from '@stillhouse/domain/retrieval/policy.ts';
import { z } from 'zod';
import { writeFileAtomically } from '../../file/write-atomically.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import { openSafetensors, writeSafetensorsFile } from '../../model/safetensors.ts';

// They lie in folders of their own, which no artifact is made of: the database has what they hold.
const knowledgeFile = join('knowledge-base', 'entries.safetensors');
const policyFile = join('retrieval', 'policy.json');

const stored = z.strictObject({
  /** Id of the run whose folder has the knowledge base. */
  teacher: z.uuid(),
  /** Whose embeddings are the queries: the student's, or those of the third encoder that lies in the same folder. */
  queries: z.enum(['student', 'key-encoder']).default('student'),
  policy: retrievalPolicy.pick({ k: true, temperature: true, beta: true }),
});
export type StoredPolicy = z.infer<typeof stored>;

/** Keeps a knowledge base in its teacher's folder, so that students can retrieve without a database. */
export async function saveKnowledge(folder: string, knowledgeBase: KnowledgeBase): Promise<void> {
  const { size, dimension, classes, embeddings, softLabels } = knowledgeBase;
  const tensors = {
    embeddings: { shape: [size, dimension], values: embeddings },
    softLabels: { shape: [size, classes], values: softLabels },
  };
  const path = join(folder, knowledgeFile);
  await mkdir(dirname(path), { recursive: true });
  await writeSafetensorsFile(path, { tensors, metadata: {} });
}

/** The knowledge base in a teacher's folder. @throws ExpectedError NOT_FOUND */
export async function readKnowledge(folder: string): Promise<KnowledgeBase> {
  const path = join(folder, knowledgeFile);
  const file = await openSafetensors(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw cause;
    throw new ExpectedError('NOT_FOUND', `There is no knowledge base ${path} to retrieve from.`);
  });
  try {
    const [embeddings, softLabels] = [await file.read('embeddings'), await file.read('softLabels')];
    const [size = 0, dimension = 0] = embeddings.shape;
    const classes = softLabels.shape[1] ?? 0;
    return { size, dimension, classes, embeddings: embeddings.values, softLabels: softLabels.values };
  } finally {
    await file.close();
  }
}

/** Keeps a student's policy in its folder. */
export async function savePolicy(folder: string, policy: StoredPolicy): Promise<void> {
  await writeFileAtomically(join(folder, policyFile), `${JSON.stringify(stored.parse(policy), null, 2)}\n`);
}

/** A run's policy; null for a run that does not retrieve. */
export async function readPolicy(folder: string): Promise<StoredPolicy | null> {
  const path = join(folder, policyFile);
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    throw cause;
  });
  return text === null ? null : stored.parse(JSON.parse(text));
}
