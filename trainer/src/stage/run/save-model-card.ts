import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Recorder } from '../../record/recorder.ts';
import { type ModelFacts, modelCard } from './model-card.ts';
import { saveFile } from './save-files.ts';

/** Writes the model card into a run's folder, once its scores are known, and records it. */
export async function saveModelCard(recorder: Recorder, folder: string, facts: ModelFacts): Promise<void> {
  await writeFile(join(folder, 'README.md'), modelCard(facts));
  await saveFile(recorder, facts.run, folder, 'README.md');
}
