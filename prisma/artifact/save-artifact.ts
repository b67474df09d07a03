import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import { type ArtifactHeader, artifact as schema } from '@stillhouse/domain/record/run.ts';
import type { Database } from '../database/database.ts';
import { mustExist } from '../input/must-exist.ts';
import { parseInput } from '../input/parse-input.ts';
import { touchRun } from '../run/touch-run.ts';

interface Stored {
  id: string;
  kind: string;
  sha256: string;
  bytes: number;
}

/**
 * Records a file of a run whose bytes are in place. The same again changes nothing.
 *
 * @returns the artifact's id
 * @throws ExpectedError BAD_INPUT; NOT_FOUND for the run; CONFLICT where the run has another file of that name
 */
export async function saveArtifact(db: Database, input: ArtifactHeader): Promise<string> {
  const { run, name, kind, sha256, bytes } = parseInput(schema, input);
  return db.transaction(async (tx) => {
    // Touching locks the run's row, so that two writers of one name come one after the other.
    await touchRun(tx, run);
    const [there] = await tx.query<Stored>(
      'SELECT id, kind, sha256, bytes FROM artifact WHERE run_id = $1 AND name = $2',
      [run, name],
    );
    if (there) {
      if (there.kind === kind && there.sha256 === sha256 && there.bytes === bytes) return there.id;
      throw new ExpectedError(
        'CONFLICT',
        `The run ${run} already has a file ${name} with other content. Use another name.`,
        ['name'],
      );
    }
    const [inserted] = await tx.query<{ id: string }>(
      'INSERT INTO artifact (run_id, name, kind, sha256, bytes) VALUES ($1, $2, $3, $4, $5) RETURNING id',
      [run, name, kind, sha256, bytes],
    );
    return mustExist(inserted, 'artifact', name).id;
  });
}
