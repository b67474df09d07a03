import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Served, serve } from '../../api/serve.ts';
import { runCommand, startCommand } from '../command/run-command.ts';

/** Dropout, two passes of micro-batches and evaluations: all that a state has to carry. */
const training = (epochs: number) =>
  `{epochs: ${epochs}, batchSize: 16, microBatch: 9, bucketByLength: true, learningRate: 3e-3, warmup: 0.1, weightDecay: 0.01, clipNorm: 1, evaluation: {every: 11}}`;
const options = [
  ...[
    'train',
    '--task',
    'synthetic-sentiment',
    '--recipe',
    'tiny',
    '--backend',
    'cpu',
    '--objective',
    'reaugkd',
  ],
  ...['--set', `teacher.training=${training(12)}`, '--set', 'teacher.dropout=0.1', '--set', 'head.epochs=4'],
  ...[
    '--set',
    `student.training=${training(12)}`,
    '--set',
    'student.dropout=0.1',
    '--seeds',
    '3,4',
    '--limit-train',
    '120',
  ],
  ...['--checkpoint-every', '7'],
];

interface Row {
  id: string;
  status: string;
}

describe('a training that is killed and resumed', () => {
  let served: Served;
  let homes: [whole: string, torn: string];
  const said: string[] = [];
  beforeAll(async () => {
    served = await serve();
    const home = () => mkdtemp(join(tmpdir(), 'stillhouse-resume-'));
    homes = [await home(), await home()];
    const api = ['--api', `${served.url}/graphql`]; // as `npm start` prints it
    const { code, stderr } = await runCommand([...options, '--name', 'whole', ...api], {
      STILLHOUSE_HOME: homes[0],
    });
    expect(code, stderr).toBe(0);

    const variables = { STILLHOUSE_HOME: homes[1] };
    await stopAt('teacher', 20, 'SIGKILL', [...options, '--name', 'torn'], variables);
    const teacher = await runOf('torn/teacher/seed-3');
    expect(teacher?.status).toBe('RUNNING');
    const resume = ['train', '--resume', teacher?.id ?? '', '--checkpoint-every', '7'];
    said.push(await stopAt('reaugkd', 25, 'SIGTERM', resume, variables));
    expect((await runOf('torn/reaugkd/seed-3'))?.status).toBe('CANCELLED');
    const student = (await runOf('torn/reaugkd/seed-3'))?.id ?? '';
    const last = await runCommand(['train', '--resume', student, '--api', served.url], variables);
    expect(last.code, last.stderr).toBe(0);
    said.push(last.stdout);
  }, 240_000);
  afterAll(async () => {
    await served.close();
    for (const home of homes) await rm(home, { recursive: true, force: true });
  });

  const runOf = async (name: string) => {
    const [row] = await served.db.query<Row>('SELECT id, status FROM run WHERE name = $1', [name]);
    return row;
  };
  const pointsOf = (name: string) =>
    served.db.query<{ key: string; step: number; value: number }>(
      `SELECT key, step, value FROM metric_point JOIN metric ON metric.id = metric_id
       WHERE metric_point.run_id = (SELECT id FROM run WHERE name = $1)
         AND key NOT LIKE 'system/%' AND key NOT LIKE '%PerSecond' ORDER BY key, step`,
      [name],
    );

  /** Ends the command by a signal once so many steps of the run's encoder are recorded. @returns what it said */
  async function stopAt(
    part: string,
    steps: number,
    signal: NodeJS.Signals,
    args: string[],
    variables: Record<string, string>,
  ): Promise<string> {
    const running = startCommand([...args, '--api', served.url], variables);
    await vi.waitFor(
      async () => {
        const points = await pointsOf(`torn/${part}/seed-3`);
        expect(points.filter(({ key }) => key === 'loss').length).toBeGreaterThan(steps);
      },
      { timeout: 60_000, interval: 20 },
    );
    running.process.kill(signal);
    const { stderr } = await running.ended;
    return stderr;
  }

  const parts = ['teacher/seed-3', 'reaugkd/seed-3', 'reaugkd/seed-4'];

  it('has the curves of one that was not, point for point', async () => {
    for (const part of parts) {
      const points = await pointsOf(`whole/${part}`);
      expect(points.length).toBeGreaterThan(300);
      expect(await pointsOf(`torn/${part}`)).toEqual(points);
    }
  });

  it('ends with the weights of one that was not, bit for bit', async () => {
    for (const part of parts) {
      const [whole, torn] = [await runOf(`whole/${part}`), await runOf(`torn/${part}`)];
      const folders = [join(homes[0], 'checkpoints', whole!.id), join(homes[1], 'checkpoints', torn!.id)];
      const names = (await readdir(folders[0]!)).filter((name) => name.endsWith('.safetensors')).sort();
      expect(names).toEqual(
        part.startsWith('teacher') ? ['head.safetensors', 'model.safetensors'] : ['model.safetensors'],
      );
      for (const name of names) {
        const [expected, found] = [
          await readFile(join(folders[0]!, name)),
          await readFile(join(folders[1]!, name)),
        ];
        expect(found.equals(expected), `${part} ${name}`).toBe(true);
      }
    }
  });

  it('has one run for each, FINISHED under the id it began with, with the same evaluations and knowledge base', async () => {
    const facts = (name: string) =>
      served.db.query(
        `SELECT replace(run.name, $1, '') AS part, status, failure_message,
           (SELECT count(*) FROM evaluation WHERE run_id = run.id AND finished_at IS NOT NULL) AS finished,
           (SELECT count(*) FROM evaluation WHERE run_id = run.id) AS evaluations,
           (SELECT count(*) FROM knowledge_base WHERE teacher_id = run.id) AS memories,
           (SELECT string_agg(value::text, ' ' ORDER BY search, predictor, score.name) FROM score JOIN evaluation ON evaluation.id = evaluation_id
            WHERE run_id = run.id) AS scores
         FROM run WHERE run.name LIKE $1 || '/%' ORDER BY run.name`,
        [name],
      );
    const torn = await facts('torn');
    expect(torn).toHaveLength(3);
    expect(torn).toEqual(await facts('whole'));
    expect(torn[2]).toMatchObject({ part: '/teacher/seed-3', status: 'FINISHED', memories: 1 });
  });

  it('was told how to go on when it was stopped, and shows the results of all students at its end', async () => {
    const student = await runOf('torn/reaugkd/seed-3');
    expect(said[0]).toContain(`stillhouse train --resume ${student?.id}`);
    expect(said[1]).toMatch(/reaugkd +2 /);
  });

  it('keeps no states of students that are finished', async () => {
    const student = await runOf('torn/reaugkd/seed-3');
    expect(await readdir(join(homes[1], 'checkpoints', student!.id))).not.toContain('training');
  });

  it('is refused by name where it is asked for something else', async () => {
    const variables = { STILLHOUSE_HOME: homes[1] };
    const resume = ['train', '--resume', (await runOf('torn/teacher/seed-3'))?.id ?? '', '--api', served.url];
    const other = await runCommand([...resume, '--seeds', '3,5', '--recipe', 'tiny'], variables);
    expect(other.code).toBe(1);
    expect(other.stderr).toContain('seeds: [3,4] before, [3,5] now');
    expect(other.stderr).toContain('recipe.teacher.training.epochs: 12 before, 1 now');
    const backend = await runCommand([...resume, '--backend', 'wasm'], variables);
    expect(backend.stderr).toContain('backend: "cpu" before, "wasm" now');
    const unknown = await runCommand(
      ['train', '--resume', '0c5be0a2-6b2c-4f2e-9a5e-3a5b6f1f2d10'],
      variables,
    );
    expect(unknown.stderr).toContain('No training in');
  });
});
