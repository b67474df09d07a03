import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findLedger, newLedgerPath } from '@stillhouse/trainer/command/find-ledger.ts';
import { RunLedger } from '@stillhouse/trainer/stage/run/run-ledger.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aRun } from '../../prisma/records.ts';

describe('a ledger of runs', () => {
  let home: string;
  let options: { path: string; checkpoints: string; every: number };
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'stillhouse-ledger-'));
    options = { path: newLedgerPath(home), checkpoints: join(home, 'checkpoints'), every: 9 };
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it('knows in the next process what it knew in this one', async () => {
    const ledger = await RunLedger.create(options, { seeds: [1, 2] });
    const run = aRun();
    const entered = await ledger.enter(run);
    await ledger.once(entered, 'draw', () => 0.1 + 0.2);
    await ledger.set(entered, 'recorded', { score: 0.75 });
    await ledger.pin('backend', 'wasm');
    await ledger.close();

    const again = await RunLedger.open(options);
    expect(again.job).toEqual({ seeds: [1, 2] });
    const found = again.find({ ...run, tags: ['other'], notes: 'of no account' });
    expect(found).toMatchObject({ id: entered.id, status: 'recorded', result: { score: 0.75 } });
    expect(await again.once(found!, 'draw', () => 1)).toBe(0.1 + 0.2);
    expect(again.find(aRun({ seed: 3 }))).toBeNull();
    await again.pin('backend', 'wasm');
    await again.close();
  });

  it('refuses by name what is not what it was', async () => {
    const ledger = await RunLedger.create(options, null);
    await ledger.pin('data rte train[:900]', 'a'.repeat(64));
    await expect(ledger.pin('data rte train[:900]', 'b'.repeat(64))).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('The data rte train[:900] is not what it was'),
    });
    await ledger.close();
  });

  it('is for one process at a time; that of a process that is gone is taken over', async () => {
    const ledger = await RunLedger.create(options, null);
    await expect(RunLedger.open(options)).rejects.toMatchObject({ code: 'CONFLICT' });
    await ledger.close();
    // No process has a number above the largest that Linux gives.
    await writeFile(`${options.path}.lock`, `4194305 ${hostname()}\n`);
    await (await RunLedger.open(options)).close();
    await writeFile(`${options.path}.lock`, '1 elsewhere\n');
    await expect(RunLedger.open(options)).rejects.toThrow('Process 1 on elsewhere');
  });

  it('is found by any of its runs, by the id of the record or of the dashboard', async () => {
    const ledger = await RunLedger.create(options, null);
    const { id } = await ledger.enter(aRun());
    await ledger.close();
    expect(await findLedger(home, id)).toBe(options.path);
    expect(await findLedger(home, Buffer.from(`Run:${id}`).toString('base64'))).toBe(options.path);
    await expect(findLedger(home, aRun().id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('that is no ledger is said so', async () => {
    await (await RunLedger.create(options, null)).close();
    const text = await readFile(options.path, 'utf8');
    await writeFile(options.path, text.replace('"version": 1', '"version": 99'));
    await expect(RunLedger.open(options)).rejects.toThrow(`${options.path} is no ledger`);
    // The lock is free again.
    await writeFile(options.path, text);
    await (await RunLedger.open(options)).close();
  });
});
