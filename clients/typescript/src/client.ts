import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { DatasetHeader, ExampleBatch } from '@stillhouse/domain/record/dataset.ts';
import type {
  CreateEvaluation,
  FinishEvaluation,
  PredictionBatch,
} from '@stillhouse/domain/record/evaluation.ts';
import type {
  CreateKnowledgeBase,
  KnowledgeEntryBatch,
  SealKnowledgeBase,
} from '@stillhouse/domain/record/knowledge-base.ts';
import type { LogMetrics } from '@stillhouse/domain/record/metric.ts';
import type {
  ArtifactHeader,
  FinishRun,
  ResumeRun,
  StartRun,
  UpdateRun,
} from '@stillhouse/domain/record/run.ts';
import type { RecordBatch } from 'apache-arrow';
import { chunksOfEntries, chunksOfExamples, chunksOfPoints, chunksOfPredictions } from './chunks.ts';
import { type Columns, encodeColumns, entryColumns, exampleColumns, predictionColumns } from './columns.ts';
import * as mutation from './mutations.ts';
import { decodeRows, entriesOf, examplesOf, predictionsOf } from './rows.ts';
import { Transport, type TransportOptions } from './transport.ts';

/** Rows asked for at a time where many are read. */
const rowsOfPage = 2000;

/** A run that begins; what is left out is not known, or empty. */
export type NewRun = Pick<StartRun, 'id' | 'project' | 'name' | 'kind' | 'recipe'> & Partial<StartRun>;

/** How a run ended; a failure may be left out. */
export type RunEnd = Omit<FinishRun, 'failure'> & Partial<Pick<FinishRun, 'failure'>>;

interface Payload {
  errors: { code: string; message: string; path: string[] }[];
}

/**
 * Logs runs into Stillhouse and asks it questions.
 *
 *     const stillhouse = new StillhouseClient({ url: 'http://127.0.0.1:4000' });
 *     const id = crypto.randomUUID();
 *     await stillhouse.startRun({ id, project: 'default', name: 'my student', kind: 'EXTERNAL', recipe: { model: 'mine' } });
 *     await stillhouse.logMetrics({ run: id, batch: crypto.randomUUID(), series: [{ key: 'loss', steps: [0], values: [0.7] }] });
 *     await stillhouse.finishRun({ id, status: 'FINISHED' });
 *
 * You choose the ids, so that every call can be sent again without writing twice. Each method throws StillhouseError (with a stable
 * code and the path in the input) for a refusal, and Unreachable for a failure that may pass: send the same call again later.
 */
export class StillhouseClient {
  readonly #transport: Transport;

  constructor(options: TransportOptions) {
    this.#transport = new Transport(options);
  }

  /** The data of any GraphQL query or mutation. */
  query<T>(document: string, variables: Record<string, unknown> = {}): Promise<T> {
    return this.#transport.graphql<T>(document, variables);
  }

  startRun(input: NewRun): Promise<void> {
    const { environment, ...rest } = input;
    const versions = Object.entries(environment?.versions ?? {}).map(([name, version]) => ({
      name,
      version,
    }));
    return this.#mutate(mutation.createRun, {
      ...rest,
      environment: environment && { ...environment, versions },
    });
  }

  updateRun(input: UpdateRun): Promise<void> {
    return this.#mutate(mutation.updateRun, input);
  }

  /** Takes up again a run that was lost, cancelled or failed. */
  resumeRun(input: ResumeRun): Promise<void> {
    return this.#mutate(mutation.resumeRun, input);
  }

  finishRun(input: RunEnd): Promise<void> {
    return this.#mutate(mutation.finishRun, input);
  }

  /** NaN and infinities are kept as such. Large batches go in several requests. */
  async logMetrics(input: LogMetrics): Promise<void> {
    for (const chunk of chunksOfPoints(input)) {
      const series = chunk.series.map((one) => ({ ...one, values: one.values.map(jsonNumber) }));
      await this.#mutate(mutation.logMetrics, { ...chunk, series });
    }
  }

  registerDataset(input: DatasetHeader): Promise<void> {
    return this.#mutate(mutation.registerDataset, input);
  }

  createKnowledgeBase(input: CreateKnowledgeBase): Promise<void> {
    const { derivedFrom, ...rest } = input;
    // GraphQL's enums are spelled in capitals: HERDING.
    const method = derivedFrom?.method.toUpperCase().replaceAll('-', '_');
    return this.#mutate(mutation.createKnowledgeBase, {
      ...rest,
      derivedFrom: derivedFrom ? { ...derivedFrom, method } : null,
    });
  }

  sealKnowledgeBase(input: SealKnowledgeBase): Promise<void> {
    return this.#mutate(mutation.sealKnowledgeBase, input);
  }

  createEvaluation(input: CreateEvaluation): Promise<void> {
    return this.#mutate(mutation.createEvaluation, input);
  }

  finishEvaluation(input: FinishEvaluation): Promise<void> {
    return this.#mutate(mutation.finishEvaluation, input);
  }

  /** Says that a run is alive. */
  async beat(run: string): Promise<void> {
    await this.#transport.bulk('POST', `/bulk/runs/${run}/heartbeat`, null, 'application/octet-stream');
  }

  /** Large batches, here and below, go in several requests, each of which is written wholly or not at all. */
  async writeExamples(batch: ExampleBatch): Promise<void> {
    const path = `/bulk/datasets/${batch.dataset}/examples`;
    for (const chunk of chunksOfExamples(batch)) await this.#write(path, exampleColumns(chunk));
  }

  async writeEntries(batch: KnowledgeEntryBatch): Promise<void> {
    const path = `/bulk/knowledge-bases/${batch.knowledgeBase}/entries`;
    for (const chunk of chunksOfEntries(batch)) await this.#write(path, entryColumns(chunk));
  }

  async writePredictions(batch: PredictionBatch): Promise<void> {
    const path = `/bulk/evaluations/${batch.evaluation}/predictions`;
    for (const chunk of chunksOfPredictions(batch)) await this.#write(path, predictionColumns(chunk));
  }

  /** The examples of a dataset, in batches. */
  readExamples(dataset: string): AsyncGenerator<ExampleBatch> {
    return this.#read(`/bulk/datasets/${dataset}/examples`, (rows) => examplesOf(dataset, rows));
  }

  /** The entries of a knowledge base, in batches. */
  readEntries(knowledgeBase: string): AsyncGenerator<KnowledgeEntryBatch> {
    const path = `/bulk/knowledge-bases/${encodeURIComponent(knowledgeBase)}/entries`;
    return this.#read(path, (rows) => entriesOf(knowledgeBase, rows));
  }

  /** The predictions of an evaluation, in batches. */
  readPredictions(evaluation: string): AsyncGenerator<PredictionBatch> {
    const path = `/bulk/evaluations/${encodeURIComponent(evaluation)}/predictions`;
    return this.#read(path, (rows) => predictionsOf(evaluation, rows));
  }

  /** Uploads a file of a run, however long that takes. @param path where it lies on this machine */
  async uploadArtifact({ header, path }: { header: ArtifactHeader; path: string }): Promise<void> {
    const query = new URLSearchParams({ kind: header.kind, sha256: header.sha256 });
    const body = () => Readable.toWeb(createReadStream(path)) as unknown as ReadableStream;
    await this.#transport.bulk(
      'PUT',
      `/bulk/runs/${header.run}/artifacts/${encodeURIComponent(header.name)}?${query}`,
      body,
      'application/octet-stream',
      null,
    );
  }

  async *#read<Batch>(path: string, decode: (rows: RecordBatch) => Batch): AsyncGenerator<Batch> {
    for (let start = 0; ; start += rowsOfPage) {
      const rows = decodeRows(
        await this.#transport.bytes(
          `${path}?${new URLSearchParams({ start: `${start}`, count: `${rowsOfPage}` })}`,
        ),
      );
      if (rows) yield decode(rows);
      if (!rows || rows.numRows < rowsOfPage) return;
    }
  }

  async #mutate(document: string, input: unknown): Promise<void> {
    const data = await this.#transport.graphql<{ payload: Payload }>(document, { input });
    const { errors } = data.payload;
    const [fault] = errors;
    if (!fault) return;
    const all = errors.map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`).join('; ');
    throw this.#transport.refusal(fault.code, errors.length > 1 ? all : fault.message, fault.path);
  }

  async #write(path: string, columns: Columns): Promise<void> {
    await this.#transport.bulk('POST', path, encodeColumns(columns), 'application/vnd.apache.arrow.stream');
  }
}

function jsonNumber(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
