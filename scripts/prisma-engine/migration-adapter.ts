import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  type ErrorCapturingSqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import pg from 'pg';

const charOid = 18;
const bpcharOid = 1042;

/** adapter-pg knows no internal "char" columns, which the engine reads from the catalog: they are read as char(n). */
function readInternalCharAsText(): void {
  // @types/pg leaves out addFields, which pg calls with the description of each result's columns.
  const prototype = pg.Result.prototype as unknown as { addFields(fields: { dataTypeID: number }[]): void };
  const addFields = prototype.addFields;
  prototype.addFields = function (fields) {
    for (const field of fields) if (field.dataTypeID === charOid) field.dataTypeID = bpcharOid;
    addFields.call(this, fields);
  };
}

/**
 * adapter-pg with shadow databases that are databases of their own. Given a connection string, adapter-pg lets the string's database
 * win over the shadow's name and would replay the shadow's migrations on the main database; so it is given the parts.
 */
class ShadowSafeAdapter extends PrismaPg {
  readonly #connection: pg.PoolConfig;

  constructor(connection: pg.PoolConfig) {
    super(connection);
    this.#connection = connection;
  }

  override async connectToShadowDb() {
    const name = `prisma_migrate_shadow_db_${randomUUID()}`;
    const admin = new pg.Client(this.#connection);
    await admin.connect();
    await admin.query(`CREATE DATABASE "${name}"`);
    const shadow = await new PrismaPg({ ...this.#connection, database: name }).connect();
    const dispose = shadow.dispose.bind(shadow);
    shadow.dispose = async () => {
      await dispose();
      await admin.query(`DROP DATABASE "${name}" WITH (FORCE)`);
      await admin.end();
    };
    return shadow;
  }
}

/** A driver adapter that Prisma's schema engine can migrate and diff the database of that URL through. */
export function migrationAdapter(url: string): ErrorCapturingSqlMigrationAwareDriverAdapterFactory {
  readInternalCharAsText();
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  return bindMigrationAwareSqlAdapterFactory(
    new ShadowSafeAdapter({
      host: searchParams.get('host') ?? hostname,
      port: port ? Number(port) : 5432,
      user: decodeURIComponent(username),
      ...(password && { password: decodeURIComponent(password) }),
      database: decodeURIComponent(pathname.slice(1)),
    }),
  );
}
