import { randomUUID } from 'node:crypto';
import { tuningScoreName } from '@stillhouse/domain/score/tuning-score.ts';
import type { ExampleSet } from '../../data/example.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import { recallAtK } from '../../knowledge/recall.ts';
import { exactSearch } from '../../knowledge/search/exact.ts';
import type { EmbeddingKind } from '../../model/config.ts';
import type { Recorder } from '../../record/recorder.ts';
import type { LoadMeter } from '../../system/machine-load.ts';
import { predictionsOf } from '../encoder/predictions.ts';
import type { Outputs, TrainedEncoder } from '../encoder/trained-encoder.ts';
import type { ChosenRetrieval } from '../retrieval/choose-retrieval.ts';
import type { TrackedRun } from '../run/track-run.ts';
import type { Figures, Measured } from '../summary.ts';
import type { FinishedTeacher } from '../teacher/run-teacher.ts';
import { normalizedRows } from '../teacher/train-head.ts';
import { evaluate, figureOf, scoreOf } from './evaluate.ts';
import { keepSearch, keptSearch } from './kept-search.ts';
import { measureLatency } from './measure-latency.ts';
import { recordEvaluation } from './record-evaluation.ts';

export interface StudentEvaluation {
  run: Pick<TrackedRun, 'id' | 'once' | 'onceInFile'>;
  set: ExampleSet;
  encoder: TrainedEncoder;
  embedding: EmbeddingKind;
  /** What the student says of the set; its embeddings are the queries. */
  outputs: Outputs;
  teacher: Pick<FinishedTeacher, 'probabilities' | 'keyEncoder'>;
  knowledgeBase: { id: string; entries: KnowledgeBase };
  chosen: ChosenRetrieval;
  /** Neighbors stored with each prediction. */
  stored: number;
  /** Looks at the machine while latency is measured; null: it is not looked at. */
  load: LoadMeter | null;
}

/** What a student reached on a set. */
export interface EvaluatedStudent {
  /** Every score of the task. */
  scores: Measured[];
  figures: Figures;
}

/** Records three evaluations of a student on a set: without retrieval, with exact search, and with HNSW. */
export async function evaluateStudent(
  { run, set, encoder, embedding, outputs, teacher, knowledgeBase, chosen, stored, load }: StudentEvaluation,
  recorder: Recorder,
): Promise<EvaluatedStudent> {
  const { keyEncoder } = teacher;
  const { hnsw, chosenOn, hnswChosenOn } = chosen;
  const { k, temperature, beta } = chosen.policy;
  const embeddings = normalizedRows(outputs.embeddings, knowledgeBase.entries.dimension);
  const common = {
    run: run.id,
    set,
    predictions: predictionsOf(set.task, outputs.logits),
    teacher: teacher.probabilities.get(set.digest) ?? null,
  };
  const exact = exactSearch(knowledgeBase.entries);
  // Measured once: a resumed run records the same figures again.
  const latencies = await run.once(`latency ${set.digest}`, async () => {
    const { alone, withRetrieval } = await measureLatency(
      {
        encoder,
        embedding,
        examples: set.examples,
        knowledgeBase: knowledgeBase.entries,
        k,
        temperature,
        keyEncoder,
        searches: [exact, hnsw.search],
      },
      load,
    );
    return [alone, ...withRetrieval];
  });
  const [aloneLatency = null, exactLatency = null, hnswLatency = null] = latencies;
  const idOf = async (what: string) =>
    (await run.once(`evaluation ${set.digest} ${what}`, () => ({ id: randomUUID() }))).id;

  const nearest = exact.search(embeddings, stored);
  const alone = evaluate({
    ...common,
    retrieval: null,
    id: await idOf('alone'),
    latency: aloneLatency,
  });
  const fused = evaluate({
    ...common,
    retrieval: {
      policy: { k, temperature, beta, search: 'EXACT', efSearch: null },
      chosenOn,
      knowledgeBase,
      embeddings,
      neighbors: nearest,
      recallAtK: 1,
    },
    id: await idOf('exact'),
    latency: exactLatency,
  });

  // A large graph is another each time that it is built: what it found is kept, and then stays.
  const found = keptSearch(
    await run.onceInFile(`hnsw-${set.digest}`, async () => {
      const neighbors = hnsw.search.search(embeddings, stored);
      return keepSearch({
        id: randomUUID(),
        efSearch: hnsw.efSearch,
        chosenOn: hnswChosenOn,
        recallAtK: recallAtK(nearest, neighbors, k, { fellBack: neighbors.fellBack }),
        neighbors,
      });
    }),
  );
  const { id, efSearch, ...ofFound } = found;
  const approximate = evaluate({
    ...common,
    id,
    latency: hnswLatency,
    retrieval: {
      policy: { k, temperature, beta, search: 'HNSW', efSearch },
      knowledgeBase,
      embeddings,
      ...ofFound,
    },
  });
  for (const [what, record] of Object.entries({ alone, fused, approximate })) {
    await run.once(`recorded ${set.digest} ${what}`, async () => {
      await recordEvaluation(recorder, record);
      return true;
    });
  }
  const scores = set.task.scores.map((score) => ({
    score,
    alone: scoreOf(fused, 'STUDENT', score),
    neighborsOnly: scoreOf(fused, 'RETRIEVED', score),
    fused: scoreOf(fused, 'FUSED', score),
  }));
  return {
    scores,
    figures: {
      score: tuningScoreName(set.task),
      alone: figureOf(fused, set, 'STUDENT'),
      neighborsOnly: figureOf(fused, set, 'RETRIEVED'),
      fused: figureOf(fused, set, 'FUSED'),
      gainPValue: fused.finish.gainPValue,
      latency: fused.finish.latency,
    },
  };
}
