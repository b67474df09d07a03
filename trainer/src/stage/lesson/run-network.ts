import { join } from 'node:path';
import type { EncoderRecipe } from '@stillhouse/domain/recipe/encoder.ts';
import { showing } from '../../progress/showing.ts';
import { predictionsOf } from '../encoder/predictions.ts';
import { outputsOf, parametersOf, type TrainedEncoder } from '../encoder/trained-encoder.ts';
import { evaluateAlone } from '../evaluation/evaluate-alone.ts';
import { commonFields, runName } from '../pipeline-job.ts';
import { saveCheckpoint } from '../run/checkpoint.ts';
import { saveFiles } from '../run/save-files.ts';
import { reporting } from '../run/step-reporter.ts';
import { trackRun } from '../run/track-run.ts';
import type { CachedTeacher } from '../teacher/teacher-source.ts';
import type { StageContext } from '../training-context.ts';
import type { LessonSetting } from './lesson.ts';

/** A network that is trained so that a student can learn from it. */
export interface IntermediateNetwork {
  kind: 'TEACHER' | 'STUDENT';
  /** Middle part of its run's name: `takd/assistant-1`. */
  name: string;
  recipe: { encoder: EncoderRecipe } & Record<string, unknown>;
  /** The run that it learns from itself; null for none. */
  teacher: string | null;
  train(context: StageContext): Promise<TrainedEncoder>;
}

/** Such a network once it is trained, as a teacher of logits. */
export interface Guide {
  run: string;
  outputs: CachedTeacher;
}

/** Examples side by side where nothing is trained. */
const batchSize = 64;

/** Trains a network as a run of its own, scored without retrieval: nobody retrieves from it. */
export function runNetwork(network: IntermediateNetwork, setting: LessonSetting): Promise<Guide> {
  const { job, data, seed, tools } = setting;
  const { progress, signal } = tools;
  const { kind, recipe, teacher } = network;
  const name = runName(job, network.name, seed);
  const start = { ...commonFields(job), name, kind, seed, recipe, teacher, parameters: null };
  return trackRun(tools, start, async (run) => {
    const { recorder } = run;
    const bar = progress.begin(name);
    let encoder: TrainedEncoder;
    try {
      const context = reporting(bar, run.metrics, seed, signal);
      encoder = await network.train({ ...context, checkpoints: run.checkpoints('encoder') });
    } finally {
      bar.end();
    }
    try {
      await recorder.updateRun({ id: run.id, parameters: parametersOf(encoder) });
      const folder = join(job.checkpoints, run.id);
      await saveCheckpoint(encoder, folder, data.train.labels, recipe);
      await saveFiles(recorder, run.id, folder);
      for (const set of data.dev) {
        const { logits } = await outputsOf(encoder, set.examples, { batchSize, embedding: 'cls', signal });
        await evaluateAlone(run, set, predictionsOf(set.task, logits));
      }
      const { train } = data;
      const { logits } = await showing(progress, `${name}: outputs`, (onBatch) =>
        outputsOf(encoder, train.examples, { batchSize, embedding: 'cls', signal, onBatch }),
      );
      const { classes, config } = encoder;
      return { run: run.id, outputs: { classes, logits, shape: config } };
    } finally {
      encoder.dispose();
    }
  });
}
