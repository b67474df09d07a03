import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { compressions } from '@stillhouse/domain/record/knowledge-base.ts';
import { fusedPredictions, retrievedPredictions } from '@stillhouse/domain/retrieval/retrieve.ts';
import { searchExact } from '@stillhouse/trainer/knowledge/search/exact.ts';
import { lineProgress } from '@stillhouse/trainer/progress/line-progress.ts';
import { createApiReader } from '@stillhouse/trainer/record/api-reader.ts';
import { bareId } from '@stillhouse/trainer/record/bare-id.ts';
import { createPostgresReader } from '@stillhouse/trainer/record/postgres-reader.ts';
import {
  type CompressJob,
  compressKnowledgeBase,
} from '@stillhouse/trainer/stage/knowledge-base/compress.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Served } from '../../api/serve.ts';
import { aKnowledgeBase, aWrittenDataset } from '../../prisma/records.ts';
import { DyingRecorders } from '../record/dying-recorder.ts';
import { apiRecorder, databaseRecorder } from '../record/in-thread.ts';
import {
  anEvaluatedStudent,
  dimension,
  type EvaluatedStudent,
  embeddings,
  evaluatedOn,
  policy,
  predicted,
  queries,
  saidOfHeldOut,
  size,
  softLabels,
  student,
} from './evaluated-student.ts';

const choice = {
  methods: compressions,
  keep: [0.5, 0.1],
  rerank: 20,
  seed: 1,
  runs: null,
  policy: 'keep' as const,
};

const variantsQuery = /* GraphQL */ `
  query ($id: ID!) {
    knowledgeBase(id: $id) {
      variants {
        id name method settings storage rerank size keyBytes sealedAt
        derivedFrom { name }
        health { labelPurity deadEntries leakage { dataset examples leaked } }
        evaluations(first: 10) { nodes { recallAtK policyChosenOn policy { k temperature beta } run { name } score(predictor: FUSED) } }
        results { students fused k temperature beta dataset { name } }
        entries(first: 100) { nodes { members label } }
      }
    }
  }
`;

interface VariantNode {
  name: string;
  method: string;
  settings: Record<string, number>;
  storage: string;
  size: number;
  keyBytes: number;
  sealedAt: string | null;
  derivedFrom: { name: string };
  health: { leakage: object[]; deadEntries: number };
  evaluations: {
    nodes: {
      recallAtK: number;
      policyChosenOn: string;
      policy: { k: number; temperature: number; beta: number };
      run: { name: string };
      score: number;
    }[];
  };
  results: { students: number; fused: number; k: number[]; dataset: { name: string } }[];
  entries: { nodes: { members: number; label: string }[] };
}

let there: EvaluatedStudent;
let served: Served;
let base: string;
beforeAll(async () => {
  there = await anEvaluatedStudent();
  ({ served, base } = there);
});
afterAll(() => there?.close());

const quiet = {
  progress: lineProgress(() => undefined),
  signal: new AbortController().signal,
  get checkpoints() {
    return there.checkpoints;
  },
};

async function throughApi(change: Partial<CompressJob> = {}) {
  const recorder = await apiRecorder(served.client, join(there.checkpoints, randomUUID()));
  const reader = createApiReader(served.client);
  return compressKnowledgeBase({ ...choice, knowledgeBase: base, ...change }, { ...quiet, reader, recorder });
}

const countKnowledgeBases = async () =>
  (await served.db.query<{ count: number }>('SELECT count(*) AS count FROM knowledge_base'))[0]?.count;

const everything = () =>
  served.db.query<{ bases: number; unsealed: number; evaluations: number; unfinished: number }>(
    `SELECT (SELECT count(*) FROM knowledge_base) AS bases,
       (SELECT count(*) FROM knowledge_base WHERE sealed_at IS NULL) AS unsealed,
       (SELECT count(*) FROM evaluation) AS evaluations,
       (SELECT count(*) FROM evaluation WHERE finished_at IS NULL) AS unfinished`,
  );

describe('a knowledge base made smaller', () => {
  it('by every method is a knowledge base of its own, with what it was made from and an evaluation of the student', async () => {
    const results = await throughApi();
    expect(results.map(({ title, rows }) => [title, rows])).toEqual([
      ['the original', 60],
      ['halfvec', 60],
      ['binary codes, 20 ranked again', 60],
      ['random subset to 50 %', 30],
      ['random subset to 10 %', 6],
      ['herding to 50 %', 30],
      ['herding to 10 %', 6],
      ['k-means to 50 %', 30],
      ['k-means to 10 %', 6],
      ['condensed nearest neighbor', expect.any(Number)],
    ]);
    const { knowledgeBase } = await served.client.query<{ knowledgeBase: { variants: VariantNode[] } }>(
      variantsQuery,
      {
        id: base,
      },
    );
    const { variants } = knowledgeBase;
    expect(variants).toHaveLength(9);
    for (const [i, variant] of variants.entries()) {
      expect(variant.derivedFrom.name).toBe('memory');
      expect(variant.sealedAt).not.toBeNull();
      expect(variant.size).toBe(results[i + 1]?.rows);
      expect(variant.keyBytes).toBe(results[i + 1]?.keyBytes);
      expect(variant.evaluations.nodes).toHaveLength(1);
      expect(variant.evaluations.nodes[0]).toMatchObject({ run: { name: 'student' }, policy: { k: 3 } });
      expect(variant.evaluations.nodes[0]?.score).toBe(results[i + 1]?.scores[0]?.fused);
      expect(variant.health.leakage).toHaveLength(1);
    }
    // What variants are worth is no result of the run's own.
    const { evaluation } = await served.client.query<{
      evaluation: { run: { evaluations: { policy: { search: string } | null }[] } };
    }>('query ($id: ID!) { evaluation(id: $id) { run { evaluations { policy { search } } } } }', {
      id: there.evaluation,
    });
    expect(evaluation.run.evaluations).toHaveLength(1);
    const [half, binary] = variants;
    expect(half).toMatchObject({ method: 'HALFVEC', storage: 'HALFVEC', keyBytes: 2 * 6 * 60 });
    expect(binary).toMatchObject({ method: 'BINARY_CODES', storage: 'BINARY', rerank: 20, keyBytes: 60 });
    expect(binary?.evaluations.nodes[0]?.recallAtK).toBeLessThan(1);
    const prototypes = variants.find(({ method, size: rows }) => method === 'K_MEANS' && rows === 6);
    expect(prototypes?.settings).toEqual({ keep: 0.1, seed: 1 });
    expect(prototypes?.entries.nodes.reduce((sum, { members }) => sum + members, 0)).toBe(60);
    expect(prototypes?.entries.nodes.filter(({ label }) => label === 'entailment')).toHaveLength(3);
  });

  it('scores what retrieval from its entries gives, by the stored policy', async () => {
    const [first, ...rest] = await throughApi({ methods: ['herding'] });
    const entries = { size, dimension, classes: 2, embeddings, softLabels };
    const retrieved = retrievedPredictions(entries, searchExact(entries, queries, 3), 3, policy.temperature);
    const right = (predictions: Float32Array) =>
      [...Array(predicted).keys()].filter(
        (i) => Number(predictions[2 * i + 1]! > predictions[2 * i]!) === i % 2,
      ).length;
    expect(first?.scores).toEqual([
      {
        run: 'student',
        recipe: expect.stringMatching(/^[0-9a-f]{64}$/),
        dataset: 'dev',
        policy: { k: 3, temperature: 0.2, beta: 0.4 },
        alone: 13 / 25,
        neighborsOnly: right(retrieved) / 25,
        fused: right(fusedPredictions(student, retrieved, policy.beta)) / 25,
      },
    ]);
    expect(rest).toHaveLength(2);
  });

  it('is searched with K, τ and β chosen anew for it, on the examples that were set apart', async () => {
    const tune = { methods: ['halfvec', 'herding'], keep: [0.1], policy: 'tune' } as const;
    const before = await countKnowledgeBases();
    await expect(throughApi({ ...tune, keep: [0.3] })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      path: ['policy'],
      message: expect.stringMatching(/has no outputs of student \(.*--policy keep/),
    });
    expect(await countKnowledgeBases()).toBe(before);

    await saidOfHeldOut(there);
    const [whole, half, tenth] = await throughApi(tune);
    expect(whole?.scores[0]?.policy).toEqual({ k: 3, temperature: 0.2, beta: 0.4 });
    // With one neighbor τ makes no difference: the first of the grid.
    expect(half?.scores[0]?.policy).toEqual({ k: 1, temperature: 5, beta: 0 });
    expect(half?.scores[0]?.fused).toBe(half?.scores[0]?.neighborsOnly);
    expect(tenth?.scores[0]?.policy.k).toBeLessThanOrEqual(6);
    const { knowledgeBase } = await served.client.query<{ knowledgeBase: { variants: VariantNode[] } }>(
      variantsQuery,
      { id: base },
    );
    // It stands beside the evaluation under the policy that was kept.
    const {
      evaluations: { nodes: evaluations },
      results,
    } = knowledgeBase.variants[0] ?? expect.fail();
    expect(evaluations.map(({ policy: { k } }) => k)).toEqual([3, 1]);
    expect(evaluations[1]?.policyChosenOn).toBe(
      'K, τ and β by accuracy on train[100:160], 60 training examples that were set apart (100.0 there, the student alone 0.0)',
    );
    // The latest stands for the student where knowledge bases are compared.
    expect(results).toMatchObject([
      {
        dataset: { name: 'dev' },
        students: 1,
        fused: half?.scores[0]?.fused,
        k: [1],
        temperature: [5],
        beta: [0],
      },
    ]);
    // Again: the same evaluations, written once.
    expect((await throughApi(tune))[1]?.scores).toEqual(half?.scores);
    const again = await served.client.query<{ knowledgeBase: { variants: VariantNode[] } }>(variantsQuery, {
      id: base,
    });
    expect(again.knowledgeBase.variants[0]?.evaluations.nodes).toHaveLength(2);
  });

  it('again, straight from the database too, is the same and is written once', async () => {
    const before = await countKnowledgeBases();
    const again = await throughApi();
    expect(await countKnowledgeBases()).toBe(before);
    const direct = await compressKnowledgeBase(
      { ...choice, knowledgeBase: base },
      {
        ...quiet,
        reader: createPostgresReader(served.db),
        recorder: databaseRecorder(served.db, there.checkpoints),
      },
    );
    // Bytes on disk depend on how the rows were written.
    const withoutBytes = (results: typeof direct) => results.map(({ bytes: _, ...result }) => result);
    expect(withoutBytes(direct)).toEqual(withoutBytes(again));
    expect(await countKnowledgeBases()).toBe(before);
  });

  it('that dies at any call by which it records is whole when it is made again, and nothing is there twice', async () => {
    const job = { ...choice, methods: ['random-subset', 'k-means', 'condensed-nearest-neighbor'] as const };
    const dying = new DyingRecorders(databaseRecorder(served.db, there.checkpoints));
    const reader = createPostgresReader(served.db);
    const [before] = await everything();
    const survived = await dying.survive((recorder) =>
      compressKnowledgeBase(
        { ...job, keep: [0.4], seed: 9, knowledgeBase: base },
        { ...quiet, reader, recorder },
      ),
    );
    // Three variants, each begun, written and sealed, and as often an evaluation.
    expect(dying.killed).toBe(3 * 6);
    const [after] = await everything();
    expect([after!.bases - before!.bases, after!.evaluations - before!.evaluations]).toEqual([3, 3]);
    expect([after!.unsealed, after!.unfinished]).toEqual([0, 0]);
    const again = await throughApi({ ...job, keep: [0.4], seed: 9 });
    expect(again).toEqual(survived);
    expect(await everything()).toEqual([after]);
  });

  it('that stands is asked about a dataset that came later, and stays as it was sealed', async () => {
    const [before] = await everything();
    await evaluatedOn(served.db, 'later', there);
    const results = await throughApi();
    for (const { scores } of results) expect(scores.map(({ dataset }) => dataset)).toEqual(['dev', 'later']);
    const [after] = await everything();
    expect(after!.bases).toBe(before!.bases);
    expect(after!.unfinished).toBe(0);
  });

  it('is not made smaller again, and needs a student that was evaluated with it', async () => {
    const { knowledgeBase } = await served.client.query<{ knowledgeBase: { variants: { id: string }[] } }>(
      variantsQuery,
      {
        id: base,
      },
    );
    await expect(throughApi({ knowledgeBase: bareId(knowledgeBase.variants[0]?.id ?? '') })).rejects.toThrow(
      /was made smaller already/,
    );
    await expect(throughApi({ runs: [there.evaluation] })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      path: ['run'],
    });
    const lonely = await aKnowledgeBase(served.db, 2, {
      dataset: (await aWrittenDataset(served.db, 2)).digest,
    });
    await expect(throughApi({ knowledgeBase: lonely.id })).rejects.toMatchObject({ code: 'INCOMPLETE' });
    await expect(throughApi({ knowledgeBase: randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
