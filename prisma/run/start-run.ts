import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { rowRecipe } from '@stillhouse/domain/recipe/leaderboard-row.ts';
import { type StartRun, startRun as schema } from '@stillhouse/domain/record/run.ts';
import type { Database, Transaction } from '../database/database.ts';
import { check } from '../input/check.ts';
import { checkMoment } from '../input/check-moment.ts';
import { digest } from '../input/digest.ts';
import { mustExist } from '../input/must-exist.ts';
import { parseInput } from '../input/parse-input.ts';
import { requireSameTask } from '../task/require-same-task.ts';
import { objectiveOf, recipeTitle } from './recipe-title.ts';

const largestSeed = 2 ** 31 - 1;

const insertRun = `
  INSERT INTO run (id, project_id, name, kind, status, task, seed, recipe_digest, tags, notes, environment, teacher_id, parameters,
                   started_at, clock_ahead_seconds, heartbeat_at, input_digest, heartbeat_timeout_seconds)
  SELECT $1, project.id, $3, $4::run_kind, 'RUNNING', $5, $6, $7, $8, $9, $10, $11, $12,
    least($14::timestamptz, now()), greatest(extract(epoch FROM $14::timestamptz - now()), 0), now(), $13, $15
  FROM project WHERE project.name = $2
  ON CONFLICT (id) DO NOTHING
  RETURNING pg_notify('stillhouse_run', id::text)`;

/**
 * Records a run that begins now, or began at `startedAt`. Its project and recipe are made with the first run that names them. The same
 * again, at whatever time, changes nothing. A `startedAt` in the future is of a writer whose clock is ahead: the run starts now, and by how
 * much the clock is ahead is kept for its end.
 *
 * @throws ExpectedError BAD_INPUT; NOT_FOUND for a teacher that is not there; CONFLICT for an id that another run has, and for a task of one's
 *   own whose id stands for another one
 */
export async function startRun(db: Database, input: StartRun): Promise<void> {
  const run = parseInput(schema, input);
  check(run.seed === null || Math.abs(run.seed) <= largestSeed, 'must fit in 32 bits', 'seed');
  const objective = objectiveOf(run.recipe) ?? '';
  check(objective.length <= 200, 'must have at most 200 characters', 'recipe', 'objective', 'name');
  checkMoment(run.startedAt, 'startedAt');
  const { startedAt, ...identity } = run;
  const recipeDigest = digest(run.recipe);
  const inputDigest = digest(identity);
  await db.transaction(async (tx) => {
    const [there] = await tx.query<{ digest: string }>(
      'SELECT input_digest AS digest FROM run WHERE id = $1',
      [run.id],
    );
    if (there) return refuseOther(run.id, there.digest, inputDigest);
    await checkTeacher(tx, run.teacher);
    if (run.task !== null) await requireSameTask(tx, run.task, run.recipe);
    await tx.query('INSERT INTO project (name) VALUES ($1) ON CONFLICT (name) DO NOTHING', [run.project]);
    await insertRecipe(tx, run, recipeDigest);
    const inserted = await tx.query(insertRun, [
      run.id,
      run.project,
      run.name,
      run.kind,
      run.task,
      run.seed,
      recipeDigest,
      run.tags,
      run.notes,
      run.environment && JSON.stringify(run.environment),
      run.teacher,
      run.parameters,
      inputDigest,
      startedAt ?? null,
      run.heartbeatTimeoutSeconds ?? null,
    ]);
    if (inserted.length > 0) return;
    // Somebody else wrote the same id meanwhile.
    const [other] = await tx.query<{ digest: string }>(
      'SELECT input_digest AS digest FROM run WHERE id = $1',
      [run.id],
    );
    refuseOther(run.id, other?.digest, inputDigest);
  });
}

function refuseOther(id: string, there: string | undefined, wanted: string): void {
  if (there === wanted) return;
  throw new ExpectedError('CONFLICT', `Another run already has the id ${id}.`, ['id']);
}

async function checkTeacher(tx: Transaction, teacher: string | null): Promise<void> {
  if (teacher === null) return;
  const [row] = await tx.query('SELECT 1 FROM run WHERE id = $1', [teacher]);
  mustExist(row, 'run', teacher, 'teacher');
}

function insertRecipe(tx: Transaction, run: StartRun, recipeDigest: string): Promise<unknown> {
  return tx.query(
    `INSERT INTO recipe (digest, row_digest, title, task, objective, kind, config)
     VALUES ($1, $2, $3, $4, $5, $6::run_kind, $7) ON CONFLICT (digest) DO NOTHING`,
    [
      recipeDigest,
      digest(rowRecipe(run.recipe)),
      recipeTitle(run.recipe, run.kind, run.name),
      run.task,
      objectiveOf(run.recipe),
      run.kind,
      JSON.stringify(run.recipe),
    ],
  );
}
