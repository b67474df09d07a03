/** A package that is not among our dependencies: some people install it beside them. */
export interface OptionalPackage {
  name: string;
  version: string;
}

export type Loaded<Module> = { module: Module; problem: null } | { module: null; problem: string };

/** Imports an optional package, or says in a sentence why not and which command mends it. */
export async function importOptional<Module>(packages: readonly OptionalPackage[]): Promise<Loaded<Module>> {
  const wanted = packages.map(({ name, version }) => `${name}@${version}`).join(' ');
  let module: Module | null = null;
  for (const { name } of packages) {
    try {
      module = (await import(name)) as Module;
    } catch (error) {
      return { module: null, problem: explain(error, name, wanted) };
    }
  }
  if (module === null) throw new Error('No package was asked for.');
  return { module, problem: null };
}

function explain(error: unknown, name: string, wanted: string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const missing =
    (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') && message.includes(`'${name}'`);
  if (missing) return `${name} is not installed: npm install --no-save ${wanted}`;
  const [firstLine] = String(message ?? error).split('\n');
  return `${name} is installed and does not load (${firstLine}): npm rebuild ${name}, or npm install --no-save ${wanted}`;
}
