import type { Task } from '../task/task.ts';
import type { DatasetHeader } from './dataset.ts';
import type { Compression, KnowledgeStorage } from './knowledge-base.ts';

/** What the platform says of a knowledge base, beside its entries. Ids are UUIDs. */
export interface StoredKnowledgeBase {
  id: string;
  name: string;
  /** Id of the teacher's run. */
  teacher: string;
  dataset: Pick<DatasetHeader, 'digest' | 'task' | 'labels'>;
  dimension: number;
  classes: number;
  size: number;
  /** Table and indexes. */
  bytes: number;
  sealed: boolean;
  storage: KnowledgeStorage;
  /** How it was made smaller; null for a teacher's own. */
  method: Compression | null;
}

/** A finished evaluation of a student with exact retrieval, beside its predictions. */
export interface StoredEvaluation {
  id: string;
  /** `recipe` is the digest of its recipe: runs of equal recipes are its seeds. */
  run: { id: string; name: string; recipe: string };
  dataset: DatasetHeader;
  /** The dataset's, one of one's own among them. */
  task: Task;
  policy: { k: number; temperature: number; beta: number };
  policyChosenOn: string | null;
}
