import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { keyBytes } from '@stillhouse/domain/record/knowledge-base.ts';
import type { ExampleSet } from '../../data/example.ts';
import { healthOf } from '../../knowledge/health.ts';
import { hubsOf } from '../../knowledge/hubs.ts';
import { leakageOf } from '../../knowledge/leakage.ts';
import { regressionHealthOf } from '../../knowledge/regression-health.ts';
import { searchExact } from '../../knowledge/search/exact.ts';
import type { Progress } from '../../progress/progress.ts';
import type { Reader } from '../../record/reader.ts';
import type { Recorder } from '../../record/recorder.ts';
import {
  chosenEvaluations,
  type EvaluationChoice,
  readEvaluations,
} from '../evaluation/chosen-evaluations.ts';
import type { ReadEvaluation } from '../evaluation/read-evaluation.ts';
import { recordEvaluation } from '../evaluation/record-evaluation.ts';
import { entryBatches } from './build-knowledge-base.ts';
import { derivedId, evaluateVariant, type Searched, type VariantScore } from './evaluate-variant.ts';
import { makeVariant, plansOf, type Variant, type VariantChoice, type VariantPlan } from './make-variant.ts';
import { type ReadKnowledgeBase, readOriginal } from './read-knowledge-base.ts';
import {
  keptPolicy,
  type TuningOutputs,
  tunedPolicy,
  tuningOutputs,
  type VariantPolicy,
} from './variant-policy.ts';

/** What can be done without. */
const keeping = '--policy keep holds K, τ and β as they are; ';

export interface CompressJob extends VariantChoice, EvaluationChoice {
  /** Whether K, τ and β are chosen anew for each variant, or those of the whole knowledge base hold. */
  policy: 'tune' | 'keep';
}

export interface CompressTools {
  reader: Reader;
  recorder: Recorder;
  progress: Progress;
  signal: AbortSignal;
  /** Folder that has one folder of files for each run, with what a policy is tuned by. */
  checkpoints: string;
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
 * is a knowledge base of its own that names what it was made from, each evaluation one of the student's run. K, τ and β are chosen anew for
 * each, as they were for the whole: on training examples that were set apart, from what the student said of them. Every variant is searched
 * exactly: HNSW's misses, others each time that a graph is built, would be taken for what a variant loses. Ids follow from what things are
 * made of, so that the same again, after it broke off too, writes nothing twice.
 *
 * @returns the original, then each variant
 * @throws ExpectedError NOT_FOUND, INCOMPLETE; NOT_FOUND too for students that kept nothing to tune by; BAD_INPUT where no student was evaluated with the knowledge base, or it is a variant itself
 */
export async function compressKnowledgeBase(
  job: CompressJob,
  tools: CompressTools,
): Promise<VariantResult[]> {
  const { reader, progress, signal } = tools;
  const base = await readOriginal(reader, job.knowledgeBase);
  const { header, entries } = base;
  const chosen = await chosenEvaluations(job, reader);
  const students = chosen.map(({ run }) => run);
  const outputs = job.policy === 'tune' ? await tuningOutputs(students, tools, keeping) : null;
  const evaluations = await readEvaluations(chosen, reader);
  const plans = plansOf(job);
  progress.say(
    `${header.name}: ${entries.size} entries × ${entries.dimension}; ${plans.length} variants, ${evaluations.length} stored evaluations.`,
  );
  const original = evaluations.map((stored) => {
    const searched = whole(base);
    return evaluateVariant(stored, searched, keptPolicy(stored.header, searched), {
      knowledgeBase: header.id,
    });
  });
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
    results.push(await recordVariant(base, plan, { evaluations, outputs }, tools));
  }
  return results;
}

interface Students {
  evaluations: readonly ReadEvaluation[];
  /** By run, what a policy is tuned by; null: policies are kept. */
  outputs: ReadonlyMap<string, TuningOutputs> | null;
}

async function recordVariant(
  base: ReadKnowledgeBase,
  plan: VariantPlan,
  { evaluations, outputs }: Students,
  tools: CompressTools,
): Promise<VariantResult> {
  const { recorder, reader, progress } = tools;
  const variant = makeVariant(base, plan);
  const { entries, storage } = variant;
  const { size, dimension } = entries;
  const { method, settings } = plan;
  const id = derivedId({ from: base.header.id, method, settings, size });
  // One that stands keeps the health that it was sealed with, whoever has been evaluated since.
  if (!(await isSealed(reader, id))) {
    const sets = [...new Map(evaluations.map(({ set }) => [set.digest, set])).values()];
    await writeVariant({ base, plan, variant, id, sets }, tools);
  }
  const scores: VariantScore[] = [];
  const tuned = new Map<string, VariantPolicy>();
  for (const stored of evaluations) {
    const { run } = stored.header;
    const by = outputs?.get(run.id);
    const policy = by
      ? (tuned.get(run.id) ?? tunedPolicy(by, stored.set.task, variant))
      : keptPolicy(stored.header, variant);
    tuned.set(run.id, policy);
    const parts = { knowledgeBase: id, ...(by && { tunedOn: by.dataset }) };
    const { record, score } = evaluateVariant(stored, variant, policy, parts);
    await recordEvaluation(recorder, record);
    scores.push(score);
  }
  await recorder.flush();
  progress.say(`${plan.title}: ${size} entries.`);
  const { bytes } = await reader.knowledgeBase(id);
  return { title: plan.title, rows: size, keyBytes: keyBytes(storage, size, dimension), bytes, scores };
}

async function isSealed(reader: Reader, id: string): Promise<boolean> {
  try {
    return (await reader.knowledgeBase(id)).sealed;
  } catch (error) {
    if (error instanceof ExpectedError && error.code === 'NOT_FOUND') return false;
    throw error;
  }
}

interface NewVariant {
  base: ReadKnowledgeBase;
  plan: VariantPlan;
  variant: Variant;
  id: string;
  /** Datasets whose texts are looked for among the entries. */
  sets: readonly ExampleSet[];
}

/** Records a variant from its beginning to its seal; what an earlier call that broke off wrote of it is left as it is. */
async function writeVariant(
  { base, plan, variant, id, sets }: NewVariant,
  { recorder, signal }: Pick<CompressTools, 'recorder' | 'signal'>,
): Promise<void> {
  const { header } = base;
  const { entries, storage, rerank, examples, members, origins } = variant;
  const { size, dimension, classes } = entries;
  const { method, settings } = plan;
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
  for (const batch of entryBatches(id, entries, { examples, members })) {
    signal.throwIfAborted();
    await recorder.writeEntries(batch);
  }
  const sources = Array.from(origins, (entry) => base.sources[entry]!);
  const health = sets[0]?.task.kind === 'regression' ? regressionHealthOf : healthOf;
  await recorder.sealKnowledgeBase({
    id,
    size,
    health: { ...health(entries, sources), ...hubsOf(entries), leakage: leakageOf(sources, sets) },
  });
}

/** The knowledge base as it is, searched exactly. */
export function whole({ entries }: ReadKnowledgeBase): Searched {
  return { entries, storage: 'VECTOR', search: { search: (queries, k) => searchExact(entries, queries, k) } };
}
