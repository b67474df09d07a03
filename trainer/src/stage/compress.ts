import { createHash } from 'node:crypto';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { canonicalJson } from '@stillhouse/domain/recipe/canonical.ts';
import { keyBytes } from '@stillhouse/domain/record/knowledge-base.ts';
import { healthOf } from '../knowledge/health.ts';
import { hubsOf } from '../knowledge/hubs.ts';
import { leakageOf } from '../knowledge/leakage.ts';
import { recallAtK } from '../knowledge/recall.ts';
import { regressionHealthOf } from '../knowledge/regression-health.ts';
import { searchExact } from '../knowledge/search/exact.ts';
import type { Progress } from '../progress/progress.ts';
import type { Reader } from '../record/reader.ts';
import type { Recorder } from '../record/recorder.ts';
import { entryBatches } from './build-knowledge-base.ts';
import { evaluate, scoreOf } from './evaluate.ts';
import { makeVariant, plansOf, type Variant, type VariantChoice, type VariantPlan } from './make-variant.ts';
import { type ReadEvaluation, readEvaluation } from './read-evaluation.ts';
import { type ReadKnowledgeBase, readKnowledgeBase } from './read-knowledge-base.ts';
import { recordEvaluation } from './record-evaluation.ts';

export interface CompressJob extends VariantChoice {
  knowledgeBase: string;
  /** Runs whose students are evaluated; null: every student that was evaluated with the knowledge base. */
  runs: readonly string[] | null;
}

export interface CompressTools {
  reader: Reader;
  recorder: Recorder;
  progress: Progress;
  signal: AbortSignal;
}

/** Ranking scores of one student on one dataset with a variant. */
export interface VariantScore {
  run: string;
  /** Name of the dataset. */
  dataset: string;
  alone: number;
  neighborsOnly: number;
  fused: number;
}

/** What a knowledge base, the original or a smaller one, costs and scores. */
export interface VariantResult {
  title: string;
  rows: number;
  /** Bytes of the keys that a search reads. */
  keyBytes: number;
  /** Table and indexes in the database. */
  bytes: number;
  scores: VariantScore[];
}

/**
 * Makes smaller variants of a sealed knowledge base and evaluates students on each from their stored outputs; no network runs. Each variant
 * is a knowledge base of its own that names what it was made from, each evaluation one of the student's run. Their ids follow from what they
 * are made of, so that the same again writes nothing twice.
 *
 * @returns the original, then each variant
 * @throws ExpectedError NOT_FOUND, INCOMPLETE; BAD_INPUT where no student was evaluated with the knowledge base, or it is a variant itself
 */
export async function compressKnowledgeBase(
  job: CompressJob,
  tools: CompressTools,
): Promise<VariantResult[]> {
  const { reader, progress, signal } = tools;
  const base = await readKnowledgeBase(reader, job.knowledgeBase);
  const { header, entries } = base;
  if (header.method !== null) {
    throw new ExpectedError(
      'BAD_INPUT',
      `The knowledge base ${header.name} was made smaller already: name the one it was made from.`,
      ['knowledgeBase'],
    );
  }
  const evaluations = await chosenEvaluations(job, reader);
  const plans = plansOf(job);
  progress.say(
    `${header.name}: ${entries.size} entries × ${entries.dimension}; ${plans.length} variants, ${evaluations.length} stored evaluations.`,
  );
  const original = evaluations.map((stored) => evaluated(stored, header.id, whole(base)));
  const results: VariantResult[] = [
    {
      title: 'the original',
      rows: header.size,
      keyBytes: keyBytes(header.storage, header.size, header.dimension),
      bytes: header.bytes,
      scores: original.map(({ score }) => score),
    },
  ];
  for (const plan of plans) {
    signal.throwIfAborted();
    results.push(await recordVariant(base, plan, evaluations, tools));
  }
  return results;
}

async function chosenEvaluations(
  { knowledgeBase, runs }: CompressJob,
  reader: Reader,
): Promise<ReadEvaluation[]> {
  const stored = await reader.evaluationsOf(knowledgeBase);
  const missing = runs?.find((run) => !stored.some((evaluation) => evaluation.run.id === run));
  if (missing !== undefined) {
    throw new ExpectedError(
      'BAD_INPUT',
      `No finished evaluation of the run ${missing} searched this knowledge base exactly.`,
      ['run'],
    );
  }
  const wanted = stored.filter(({ run }) => runs === null || runs.includes(run.id));
  const read = await Promise.all(wanted.map((header) => readEvaluation(reader, header)));
  const withEmbeddings = read.filter((evaluation) => evaluation !== null);
  if (withEmbeddings.length > 0) return withEmbeddings;
  throw new ExpectedError(
    'BAD_INPUT',
    'No student was evaluated with this knowledge base, exactly and with its embeddings stored: there is nothing to compare variants by.',
    ['knowledgeBase'],
  );
}

async function recordVariant(
  base: ReadKnowledgeBase,
  plan: VariantPlan,
  evaluations: readonly ReadEvaluation[],
  { recorder, reader, progress }: CompressTools,
): Promise<VariantResult> {
  const { header } = base;
  const variant = makeVariant(base, plan);
  const { entries, storage, rerank, examples, members, origins } = variant;
  const { size, dimension, classes } = entries;
  const { method, settings } = plan;
  const id = idOf({ from: header.id, method, settings, size });
  await recorder.createKnowledgeBase({
    id,
    name: `${header.name}, ${plan.title}`.slice(0, 200),
    teacher: header.teacher,
    dataset: header.dataset.digest,
    dimension,
    classes,
    storage,
    rerank,
    derivedFrom: { knowledgeBase: header.id, method, settings },
  });
  for (const batch of entryBatches(id, entries, { examples, members })) await recorder.writeEntries(batch);
  const sources = Array.from(origins, (entry) => base.sources[entry]!);
  const [first] = evaluations;
  const health = first?.set.task.kind === 'regression' ? regressionHealthOf : healthOf;
  const sets = [...new Map(evaluations.map(({ set }) => [set.digest, set])).values()];
  await recorder.sealKnowledgeBase({
    id,
    size,
    health: { ...health(entries, sources), ...hubsOf(entries), leakage: leakageOf(sources, sets) },
  });
  const scores: VariantScore[] = [];
  for (const stored of evaluations) {
    const { record, score } = evaluated(stored, id, variant);
    await recordEvaluation(recorder, record);
    scores.push(score);
  }
  await recorder.flush();
  progress.say(`${plan.title}: ${size} entries.`);
  const { bytes } = await reader.knowledgeBase(id);
  return { title: plan.title, rows: size, keyBytes: keyBytes(storage, size, dimension), bytes, scores };
}

/** What is searched, and how. */
type Searched = Pick<Variant, 'entries' | 'search' | 'storage'>;

function whole({ entries }: ReadKnowledgeBase): Searched {
  return { entries, storage: 'VECTOR', search: { search: (queries, k) => searchExact(entries, queries, k) } };
}

/** A student's evaluation with another knowledge base, under the policy it has. */
function evaluated(
  { header, set, student, teacher, embeddings }: ReadEvaluation,
  id: string,
  { entries, search, storage }: Searched,
) {
  const { temperature, beta } = header.policy;
  const k = Math.min(header.policy.k, entries.size);
  const neighbors = search.search(embeddings, k);
  const exact = storage === 'BINARY' ? searchExact(entries, embeddings, k) : neighbors;
  const record = evaluate({
    id: idOf({ of: header.id, knowledgeBase: id }),
    run: header.run.id,
    set,
    predictions: student,
    teacher,
    retrieval: {
      policy: { k, temperature, beta, search: 'EXACT', efSearch: null },
      chosenOn: `as for the knowledge base that this one was made from: ${header.policyChosenOn ?? 'given'}`,
      knowledgeBase: { id, entries },
      embeddings,
      neighbors,
      recallAtK: recallAtK(exact, neighbors, k),
    },
    latency: null,
  });
  const score: VariantScore = {
    run: header.run.name,
    dataset: set.name,
    alone: scoreOf(record, set, 'STUDENT'),
    neighborsOnly: scoreOf(record, set, 'RETRIEVED'),
    fused: scoreOf(record, set, 'FUSED'),
  };
  return { record, score };
}

/** A UUID (version 8) that stands for what something is made of. */
function idOf(parts: object): string {
  const hex = createHash('sha256').update(canonicalJson(parts)).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
