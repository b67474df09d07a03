/** A package that is not among our dependencies: some people install it beside them. */
export interface OptionalPackage {
  name: string;
  version: string;
}

/** Why a package cannot be had: in a sentence with the command that mends it, and in two or three words. */
export interface PackageProblem {
  reason: string;
  inShort: string;
}

export type Loaded<Module> = { module: Module; problem: null } | { module: null; problem: PackageProblem };

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

function explain(error: unknown, name: string, wanted: string): PackageProblem {
  const { code, message } = error as NodeJS.ErrnoException;
  const missing =
    (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') && message.includes(`'${name}'`);
  if (missing)
    return { reason: `${name} is not installed: npm install --no-save ${wanted}`, inShort: 'not installed' };
  const [firstLine] = String(message ?? error).split('\n');
  const reason = `${name} is installed and does not load (${firstLine}): npm rebuild ${name}, or npm install --no-save ${wanted}`;
  return { reason, inShort: 'does not load' };
}
