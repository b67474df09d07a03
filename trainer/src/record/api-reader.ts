import type { StillhouseClient } from '@stillhouse/client/client.ts';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { DatasetHeader } from '@stillhouse/domain/record/dataset.ts';
import { compressions, type KnowledgeStorage } from '@stillhouse/domain/record/knowledge-base.ts';
import type { StoredEvaluation } from '@stillhouse/domain/record/stored.ts';
import type { Task } from '@stillhouse/domain/task/task.ts';
import { translated } from './api-target.ts';
import { bareId } from './bare-id.ts';
import type { Reader } from './reader.ts';

const knowledgeBaseQuery = /* GraphQL */ `
  query ($id: ID!) {
    knowledgeBase(id: $id) {
      id name dimension classes size bytes sealedAt storage method
      teacher { id }
      dataset { digest labels task { id } }
    }
  }
`;

const evaluationsQuery = /* GraphQL */ `
  query ($id: ID!, $after: String) {
    knowledgeBase(id: $id) {
      evaluations(first: 100, after: $after) {
        nodes {
          id policyChosenOn
          run { id name kind recipe { digest } }
          policy { k temperature beta search }
          dataset {
            digest name split size labels synthetic complete
            task { id title texts kind labels range scores synthetic benchmark averaged }
          }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`;

interface KnowledgeBaseNode {
  id: string;
  name: string;
  dimension: number;
  classes: number;
  size: number;
  bytes: number | string;
  sealedAt: string | null;
  storage: KnowledgeStorage;
  /** As the schema spells it: HERDING. */
  method: string | null;
  teacher: { id: string };
  dataset: { digest: string; labels: string[]; task: { id: string } };
}

interface EvaluationNode {
  id: string;
  policyChosenOn: string | null;
  run: { id: string; name: string; kind: string; recipe: { digest: string } };
  policy: { k: number; temperature: number; beta: number; search: string };
  dataset: Omit<DatasetHeader, 'task'> & { task: Task };
}

interface EvaluationsNode {
  evaluations: {
    nodes: EvaluationNode[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  };
}

/** Reads through the API. */
export function createApiReader(client: StillhouseClient): Reader {
  const ask = async <Node>(document: string, id: string, after: string | null = null): Promise<Node> => {
    const answer = await client
      .query<{ knowledgeBase: Node | null }>(document, { id, ...(after !== null && { after }) })
      .catch((error: unknown) => {
        throw translated(error);
      });
    if (answer.knowledgeBase) return answer.knowledgeBase;
    throw new ExpectedError('NOT_FOUND', `There is no knowledge base ${id}.`, ['knowledgeBase']);
  };
  return {
    async knowledgeBase(id) {
      const {
        id: opaque,
        teacher,
        dataset,
        bytes,
        sealedAt,
        method,
        ...rest
      } = await ask<KnowledgeBaseNode>(knowledgeBaseQuery, id);
      return {
        ...rest,
        id: bareId(opaque),
        teacher: bareId(teacher.id),
        dataset: { digest: dataset.digest, labels: dataset.labels, task: dataset.task.id },
        bytes: Number(bytes),
        sealed: sealedAt !== null,
        method: compressions.find((name) => name === method?.toLowerCase().replaceAll('_', '-')) ?? null,
      };
    },
    async evaluationsOf(id) {
      const all: EvaluationNode[] = [];
      for (let after: string | null = null; ; ) {
        const { evaluations }: EvaluationsNode = await ask(evaluationsQuery, id, after);
        all.push(...evaluations.nodes);
        if (!evaluations.pageInfo.hasNextPage) break;
        after = evaluations.pageInfo.endCursor;
      }
      return all
        .filter(({ run, policy }) => run.kind === 'STUDENT' && policy.search === 'EXACT')
        .map(
          ({
            id: opaque,
            policy: { k, temperature, beta },
            dataset,
            run,
            policyChosenOn,
          }): StoredEvaluation => ({
            id: bareId(opaque),
            policyChosenOn,
            run: { id: bareId(run.id), name: run.name, recipe: run.recipe.digest },
            policy: { k, temperature, beta },
            dataset: { ...dataset, task: dataset.task.id },
            task: dataset.task,
          }),
        );
    },
    entries: (id) => translating(client.readEntries(id)),
    predictions: (id) => translating(client.readPredictions(id)),
    examples: (digest) => translating(client.readExamples(digest)),
  };
}

async function* translating<Batch>(batches: AsyncIterable<Batch>): AsyncGenerator<Batch> {
  try {
    yield* batches;
  } catch (error) {
    throw translated(error);
  }
}
