import { randomUUID } from 'node:crypto';
import type { KnowledgeBaseHealth } from '@stillhouse/domain/record/knowledge-base.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { RunTools } from '../pipeline-job.ts';
import type { PreparedData } from '../prepare-data.ts';
import type { TrackedRun } from '../run/track-run.ts';
import type { EmbeddedPredictions } from '../teacher/teacher-source.ts';
import { buildKnowledgeBase, entryBatches } from './build-knowledge-base.ts';

/** Builds the knowledge base of what a teacher said of the training examples, and records it from its beginning to its seal. */
export async function recordKnowledgeBase(
  { train: examples, dev }: Pick<PreparedData, 'train' | 'dev'>,
  outputs: EmbeddedPredictions,
  /** The run that records it and its teacher's, often the same. */
  { run, teacher, name }: { run: TrackedRun; teacher: string; name: string },
  { progress, signal }: RunTools,
): Promise<{ id: string; entries: KnowledgeBase }> {
  const { knowledgeBase: entries, health } = buildKnowledgeBase(examples, outputs, dev);
  const { size, dimension, classes } = entries;
  const { recorder } = run;
  const id = await run.once('knowledge base', randomUUID);
  await recorder.createKnowledgeBase({ id, name, teacher, dataset: examples.digest, dimension, classes });
  for (const batch of entryBatches(id, entries)) {
    signal.throwIfAborted();
    await recorder.writeEntries(batch);
  }
  await recorder.sealKnowledgeBase({ id, size, health });
  await recorder.updateRun({ id: run.id, knowledgeBase: id });
  progress.say(`Knowledge base of ${size} entries × ${dimension}, ${neighborhood(health)}.`);
  return { id, entries };
}

/** How alike nearest neighbors are, in a few words. */
function neighborhood({ labelPurity, labelPurityK, neighborScoreGap }: KnowledgeBaseHealth): string {
  if (labelPurity !== null) return `label purity@${labelPurityK} ${(100 * labelPurity).toFixed(1)} %`;
  return `nearest ${labelPurityK} differ by ${neighborScoreGap?.toFixed(2) ?? '–'} in score`;
}
