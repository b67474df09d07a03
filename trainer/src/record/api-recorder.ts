import { setTimeout as sleep } from 'node:timers/promises';
import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { DatasetHeader, ExampleBatch } from '@stillhouse/domain/record/dataset.ts';
import type { ArtifactHeader, FinishRun, ResumeRun, StartRun } from '@stillhouse/domain/record/run.ts';
import { type Call, type CallInputs, type CallTarget, perform } from './call.ts';
import type { Heartbeat } from './heartbeat.ts';
import { Outage } from './outage.ts';
import type { Recorder } from './recorder.ts';
import { replay } from './replay.ts';
import type { Spool } from './spool.ts';
import { type Moment, Stamps } from './stamps.ts';

export interface ApiRecorderOptions {
  target: CallTarget;
  /** Takes the calls while the API is away. */
  spool: Spool;
  heartbeat: Heartbeat | null;
  /** Prints a line for the person who waits. */
  report(line: string): void;
  /** Pause before the first attempt to reach the API again; it doubles up to `longestPause`. */
  firstPause?: number;
  longestPause?: number;
}

/**
 * Records through the API. When the API is away, calls go to disk and training goes on; when it is back they are sent in their order,
 * and then the later ones directly again. What the API refuses is thrown, or, where it was said during an outage, reported and thrown
 * by the next `flush`.
 */
export class ApiRecorder implements Recorder {
  readonly #options: ApiRecorderOptions;
  /** Settles when the calls before have been delivered: one call at a time keeps their order. */
  #before: Promise<unknown> = Promise.resolve();
  #catchingUp: Promise<void> | undefined;
  readonly #closing = new AbortController();
  #refused: string[] = [];
  readonly #stamps = new Stamps();

  constructor(options: ApiRecorderOptions) {
    this.#options = options;
  }

  async startRun(run: StartRun): Promise<void> {
    await this.#say('startRun', this.#stamps.on(run, 'startedAt'));
    this.#options.heartbeat?.watch(run.id);
  }

  async resumeRun(resume: ResumeRun): Promise<void> {
    await this.#say('resumeRun', resume);
    this.#options.heartbeat?.watch(resume.id);
  }

  async finishRun(finish: FinishRun): Promise<void> {
    await this.#say('finishRun', this.#stamps.on(finish, 'finishedAt'));
    this.#options.heartbeat?.unwatch(finish.id);
  }

  async registerDataset(header: DatasetHeader, examples: Iterable<ExampleBatch>): Promise<void> {
    await this.#say('registerDataset', header);
    for (const batch of examples) await this.#say('writeExamples', batch);
  }

  updateRun = this.#saying('updateRun');
  logMetrics = this.#saying('logMetrics');
  createKnowledgeBase = this.#saying('createKnowledgeBase', 'createdAt');
  writeEntries = this.#saying('writeEntries');
  sealKnowledgeBase = this.#saying('sealKnowledgeBase', 'sealedAt');
  createEvaluation = this.#saying('createEvaluation', 'createdAt');
  writePredictions = this.#saying('writePredictions');
  finishEvaluation = this.#saying('finishEvaluation', 'finishedAt');

  saveArtifact(header: ArtifactHeader, path: string): Promise<void> {
    return this.#say('uploadArtifact', { header, path });
  }

  async flush(): Promise<void> {
    await this.#before;
    const refused = this.#refused.splice(0);
    if (refused.length > 0) {
      const what = `${refused.length} call(s) made during an outage were refused by the API`;
      throw new ExpectedError('BAD_INPUT', `${what}; the first: ${refused[0]}`);
    }
  }

  /** Sends what waits if the API is there; else says where it waits. */
  async close(): Promise<void> {
    const { spool, target, heartbeat, report } = this.#options;
    await this.#before;
    this.#closing.abort();
    await this.#catchingUp;
    try {
      this.#take(await replay(spool, target));
      await spool.discardIfEmpty();
    } catch (error) {
      if (!(error instanceof Outage)) throw error;
      report(`${spool.size} calls to the API wait in ${spool.folder}; \`stillhouse sync\` sends them.`);
    } finally {
      await heartbeat?.close();
    }
  }

  #saying<Method extends keyof CallInputs>(
    method: Method,
    stamp?: Moment,
  ): (input: CallInputs[Method]) => Promise<void> {
    return (input) => this.#say(method, stamp ? this.#stamps.on(input, stamp) : input);
  }

  #say<Method extends keyof CallInputs>(method: Method, input: CallInputs[Method]): Promise<void> {
    const delivered = this.#before.then(() => this.#deliver({ method, input } as Call));
    this.#before = delivered.catch(() => undefined); // whoever made the call gets the error
    return delivered;
  }

  async #deliver(call: Call): Promise<void> {
    const { spool, target, report } = this.#options;
    if (spool.size === 0) {
      try {
        await perform(target, call);
        return;
      } catch (error) {
        if (!(error instanceof Outage)) throw error;
        report(`The API is away (${error.message}): recording into ${spool.folder} until it is back.`);
      }
    }
    await spool.append(call);
    this.#startCatchingUp();
  }

  #startCatchingUp(): void {
    this.#catchingUp ??= this.#catchUp().finally(() => {
      this.#catchingUp = undefined;
      // A call may have been added just when nothing seemed to wait any more.
      if (this.#options.spool.size > 0 && !this.#closing.signal.aborted) this.#startCatchingUp();
    });
  }

  async #catchUp(): Promise<void> {
    const { spool, target, report, firstPause = 1_000, longestPause = 15_000 } = this.#options;
    const { signal } = this.#closing;
    for (let pause = firstPause; !signal.aborted; pause = Math.min(2 * pause, longestPause)) {
      // Ends early, with an error that means nothing, when the recorder is closed.
      await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined);
      try {
        const outcome = await replay(spool, target);
        this.#take(outcome);
        report(`The API is back: sent the ${outcome.sent} calls that waited.`);
        return;
      } catch (error) {
        if (!(error instanceof Outage)) report(`The API could not take a call: ${(error as Error).message}`);
      }
    }
  }

  #take({ refused }: { refused: readonly string[] }): void {
    for (const message of refused) this.#options.report(`The API refused ${message}`);
    this.#refused.push(...refused);
  }
}
