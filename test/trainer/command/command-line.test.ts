import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { address } from '@stillhouse/trainer/command/arguments.ts';
import { readEnvironment } from '@stillhouse/trainer/environment.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from './run-command.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'stillhouse-command-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));
const run = (...args: string[]) => runCommand(args, { STILLHOUSE_HOME: home });

describe('stillhouse', () => {
  it('explains training to a newcomer, with examples to copy', async () => {
    const { code, stdout } = await run('train', '--help');
    expect(code).toBe(0);
    for (const option of [
      '--task',
      '--data',
      '--recipe',
      '--set',
      '--objective',
      '--seeds',
      '--backend',
      '--limit',
      '--resume',
      '--checkpoint-every',
    ]) {
      expect(stdout).toContain(option);
    }
    expect(stdout).toContain('stillhouse train --task synthetic-sentiment --recipe demo');
    expect(stdout).toContain('Ctrl-C');
  });

  it('refuses a faulty recipe in a line with its path, without a stack', async () => {
    const { code, stderr } = await run('train', '--task', 'synthetic-sentiment', '--set', 'student.layer=2');
    expect(code).toBe(1);
    expect(stderr).toContain('student.layer: unknown key; did you mean student.layers?');
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('says what is missing for a task that is read from files', async () => {
    const { code, stderr } = await run('train', '--task', 'rte');
    expect([code, stderr.trim()]).toEqual([
      1,
      'stillhouse: RTE needs data files. Pass their folder with --data FOLDER.',
    ]);
  });

  it('reports every missing input file before a backend is chosen or anything is recorded', async () => {
    const { code, stdout, stderr } = await run(
      ...['train', '--task', 'rte', '--data', join(home, 'no-data')],
      ...['--teacher-predictions', join(home, 'no-logits.tsv'), '--set', 'student.from=./no-model'],
    );
    expect(stdout).toBe('');
    expect([code, stderr.trim().split('\n')]).toEqual([
      1,
      [
        `stillhouse: --data: the folder ${join(home, 'no-data')} does not exist.`,
        `--teacher-predictions (blackBox.predictions): the file ${join(home, 'no-logits.tsv')} does not exist.`,
        `student.from: the folder ${resolve('no-model')} does not exist.`,
      ],
    ]);
    expect(existsSync(join(home, 'trainings'))).toBe(false);
  });

  it("reports checkpoints without a model, and a sweep's missing data, just as early", async () => {
    const nobody = '00000000-0000-4000-8000-000000000001';
    const { stderr } = await run(
      ...['train', '--task', 'synthetic-sentiment', '--teacher-predictions', home],
      ...['--set', `student.from=${home}`, '--set', `blackBox.keys=${nobody}`],
    );
    expect(stderr).toContain(`the file ${home} does not exist.`);
    expect(stderr).toContain(`student.from: ${home} is not a checkpoint: it has no config.json`);
    expect(stderr).toContain(`${join(home, 'checkpoints')} has no checkpoint of the run ${nobody}`);
    expect(stderr).not.toContain('Training on');
    const file = join(home, 'sweep.yaml');
    const sweep = { name: 'none', method: 'grid', task: 'rte', data: join(home, 'no-data') };
    await writeFile(file, JSON.stringify({ ...sweep, parameters: { 'student.layers': { values: [1, 2] } } }));
    const swept = await run('sweep', file);
    expect([swept.code, swept.stderr.trim()]).toEqual([
      1,
      `stillhouse: --data: the folder ${join(home, 'no-data')} does not exist.`,
    ]);
  });

  it('refuses seeds, names and backends that are none', async () => {
    const train = (...args: string[]) => run('train', '--task', 'synthetic-sentiment', ...args);
    expect((await train('--seeds', '1,x')).stderr).toContain('A seed must be a whole number');
    expect((await train('--project', 'My Project')).stderr).toContain('lower-case letters');
    expect((await train('--backend', 'gpu')).stderr).toContain('Allowed choices are tfjs-node-gpu, webgpu');
  });

  it('does not train where the API that was named is not there', async () => {
    const { code, stderr } = await run(
      ...['train', '--task', 'synthetic-sentiment', '--recipe', 'tiny', '--backend', 'cpu'],
      ...['--api', 'http://127.0.0.1:9'],
    );
    expect(code).toBe(1);
    expect(stderr).toContain('No Stillhouse API responds at http://127.0.0.1:9');
  });

  it('says so where something else answers at the address of the API', async () => {
    const server = createServer((_request, response) => void response.writeHead(404).end('<html>'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { code, stderr } = await run(
      ...['train', '--task', 'synthetic-sentiment', '--recipe', 'tiny', '--backend', 'cpu'],
      ...['--api', `${url}/graphql`],
    ).finally(() => server.close());
    expect(code).toBe(1);
    expect(stderr).toContain(`No Stillhouse API responds at ${url} (--api or STILLHOUSE_API_URL)`);
    expect(stderr).toContain(`what answers ${url}/health, with status 404, is something else`);
  });

  it('takes the address of an API as npm start prints it', () => {
    for (const url of ['http://127.0.0.1:4000', 'http://127.0.0.1:4000/', 'http://127.0.0.1:4000/graphql/']) {
      expect(address(url)).toBe('http://127.0.0.1:4000');
      expect(readEnvironment({ STILLHOUSE_API_URL: url }).apiUrl).toBe('http://127.0.0.1:4000');
    }
    expect(() => address('127.0.0.1:4000')).toThrow('It must be a URL such as');
  });

  it('does not train where its folder cannot be written, and says so without a stack', async () => {
    const file = join(home, 'in-the-way');
    await writeFile(file, '');
    const { code, stderr } = await runCommand(
      ['train', '--task', 'synthetic-sentiment', '--recipe', 'tiny', '--backend', 'cpu'],
      { STILLHOUSE_HOME: join(file, 'home') },
    );
    expect([code, stderr.trim()]).toEqual([
      1,
      `stillhouse: ${file}/home cannot be written: a file is in the way. ` +
        'Grant yourself write permission, or choose another folder with STILLHOUSE_HOME.',
    ]);
  });

  it('names all faults of the environment at once', async () => {
    const { code, stderr } = await runCommand(['doctor'], {
      STILLHOUSE_API_PORT: 'x',
      STILLHOUSE_API_URL: 'nowhere',
    });
    expect(code).toBe(1);
    expect(stderr).toContain('STILLHOUSE_API_PORT');
    expect(stderr).toContain('STILLHOUSE_API_URL');
  });

  it('lists in doctor every backend with why it is or is not usable, and the database', async () => {
    const { code, stdout } = await run('doctor');
    expect(code).toBe(0);
    for (const name of ['tfjs-node-gpu', 'webgpu', 'tfjs-node', 'wasm', 'cpu', 'database', 'disk', 'Node']) {
      expect(stdout).toContain(name);
    }
  });

  it('lists the presets', async () => {
    expect((await run('presets')).stdout).toMatch(/base.*\n.*demo.*\n.*small/s);
  });
});
