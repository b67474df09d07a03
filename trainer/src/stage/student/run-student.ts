import { join } from 'node:path';
import type { ObjectiveRecipe } from '@stillhouse/domain/recipe/objective.ts';
import { rankedBy as predictorOf } from '@stillhouse/domain/recipe/ranked-by.ts';
import { studentRecipe } from '@stillhouse/domain/recipe/run-recipe.ts';
import { scoreText } from '@stillhouse/domain/score/score-text.ts';
import { z } from 'zod';
import { keysOf } from '../encoder/key-encoder.ts';
import { predictionsOf } from '../encoder/predictions.ts';
import { outputsOf, parametersOf } from '../encoder/trained-encoder.ts';
import { evaluateStudent } from '../evaluation/evaluate-student.ts';
import { recordKnowledgeBase } from '../knowledge-base/record-knowledge-base.ts';
import { prepareLesson } from '../lesson/prepare-lesson.ts';
import { commonFields, type PipelineJob, type RunTools, runName } from '../pipeline-job.ts';
import type { PreparedData } from '../prepare-data.ts';
import { chooseRetrieval } from '../retrieval/choose-retrieval.ts';
import { saveHeldOutOutputs } from '../retrieval/held-out-outputs.ts';
import { saveKnowledge, savePolicy } from '../retrieval/stored-retrieval.ts';
import { tuningExamples, tuningSet } from '../retrieval/tuning-set.ts';
import { saveCheckpoint } from '../run/checkpoint.ts';
import type { ModelScore } from '../run/model-card.ts';
import { saveFiles } from '../run/save-files.ts';
import { saveModelCard } from '../run/save-model-card.ts';
import { reporting } from '../run/step-reporter.ts';
import { type TrackedRun, trackRun } from '../run/track-run.ts';
import { type StudentScore, studentScore } from '../summary.ts';
import type { FinishedTeacher } from '../teacher/run-teacher.ts';
import { normalizedRows } from '../teacher/train-head.ts';

/** Examples side by side where nothing is trained. */
const batchSize = 64;

/** Steps 2 and 4 of ReAugKD, or of a baseline, as a STUDENT run: the student, its policy, and its scores with and without retrieval. */
export async function runStudent(
  job: PipelineJob,
  data: PreparedData,
  teacher: FinishedTeacher,
  { objective, seed }: { objective: ObjectiveRecipe; seed: number },
  tools: RunTools,
): Promise<StudentScore[]> {
  const { progress, signal } = tools;
  const { student, data: dataRecipe, retrieval: grid } = job.recipe;
  const recipe = studentRecipe(job.recipe, objective);
  const name = runName(job, objective.name, seed);
  const lesson = await prepareLesson(objective, { job, data, teacher, seed, tools });
  const start = {
    ...commonFields(job),
    name,
    kind: 'STUDENT',
    seed,
    recipe,
    teacher: lesson.teacher,
    parameters: null,
  } as const;
  const work = async (run: TrackedRun) => {
    const { recorder } = run;
    const { knowledgeBase: known, keyEncoder } = teacher;
    if (known) await recorder.updateRun({ id: run.id, knowledgeBase: known.id });
    const bar = progress.begin(name);
    let result: string | undefined;
    try {
      const encoder = await lesson.train(
        {
          recipe: { ...student, from: data.folders.student },
          copied: student.initialize && {
            folder: data.folders.student ?? join(job.checkpoints, teacher.run),
            choice: student.initialize,
          },
          examples: data.train,
          heldOut: data.heldOut,
          tokenizer: data.studentTokenizer,
          maxTokens: dataRecipe.maxTokens,
        },
        { ...reporting(bar, run.metrics, seed, signal), checkpoints: run.checkpoints('encoder') },
      );
      try {
        await recorder.updateRun({ id: run.id, parameters: parametersOf(encoder) });
        const folder = join(job.checkpoints, run.id);
        await saveCheckpoint(encoder, folder, data.train.labels, recipe);
        await saveFiles(recorder, run.id, folder);

        const { embedding } = student;
        const ask = async (examples: PreparedData['train']['examples']) => {
          const outputs = await outputsOf(encoder, examples, { batchSize, embedding, signal });
          return keyEncoder
            ? { ...outputs, embeddings: await keysOf(keyEncoder, examples, signal) }
            : outputs;
        };
        const knowledgeBase =
          known ??
          (await recordKnowledgeBase(
            data,
            {
              ...teacher.outputs,
              dimension: encoder.config.hidden,
              embeddings: (await ask(data.train.examples)).embeddings,
            },
            { run, teacher: teacher.run, name },
            tools,
          ));
        const { entries } = knowledgeBase;
        const tunedOn = tuningExamples(grid.chosenOn, data);
        const tuning = await ask(tunedOn.examples);
        const chosen = chooseRetrieval(grid, entries, tuningSet(grid, entries, tunedOn, tuning));
        const { k, temperature, beta } = chosen.policy;
        if (!known) await saveKnowledge(folder, entries);
        await savePolicy(folder, {
          teacher: known ? teacher.run : run.id,
          queries: keyEncoder ? 'key-encoder' : 'student',
          policy: { k, temperature, beta },
        });
        const { k: ks, temperature: temperatures, beta: betas, rule } = grid;
        const heldOut = tunedOn === data.heldOut ? tuning : await ask(data.heldOut.examples);
        await saveHeldOutOutputs(folder, data.heldOut.examples.length, {
          dataset: data.heldOut.digest,
          name: data.heldOut.name,
          grid: { k: ks, temperature: temperatures, beta: betas, rule },
          student: predictionsOf(data.task, heldOut.logits),
          queries: normalizedRows(heldOut.embeddings, entries.dimension),
        });
        const rankedBy = predictorOf('STUDENT', objective, true) === 'FUSED' ? 'FUSED' : 'STUDENT';
        const scores: StudentScore[] = [];
        const everyScore: ModelScore[] = [];
        for (const set of data.dev) {
          const outputs = await ask(set.examples);
          const measured = await evaluateStudent(
            {
              run,
              set,
              encoder,
              embedding,
              outputs,
              teacher,
              knowledgeBase,
              chosen,
              stored: grid.stored,
              load: tools.load ?? null,
            },
            recorder,
          );
          everyScore.push(...measured.scores.map((each) => ({ dataset: set.name, ...each })));
          scores.push({ objective: objective.name, rankedBy, seed, dataset: set.name, ...measured.figures });
        }
        await saveModelCard(recorder, folder, {
          ...start,
          run: run.id,
          task: data.task,
          objective: objective.name,
          from: student.from,
          layers: student.initialize,
          parameters: parametersOf(encoder),
          scores: everyScore,
        });
        result = scores
          .map(
            ({ score, alone, fused }) => `${score} ${scoreText(alone)} → ${scoreText(fused)} with retrieval`,
          )
          .join(', ');
        return scores;
      } finally {
        encoder.dispose();
      }
    } finally {
      bar.end(result);
    }
  };
  return trackRun(tools, start, work, z.array(studentScore));
}
