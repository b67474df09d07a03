/** What `npm run <name>` can be asked for; `options` is what may follow `--`, null for nothing. */
const commands = {
  demo: { does: 'serve, train the demo, print its table, and keep serving', options: '[--exit]' },
  start: { does: 'serve what is in .stillhouse/ or at DATABASE_URL', options: null },
  train: { does: 'train from the command line', options: '--task NAME … | --help' },
  dev: { does: 'API and dashboard, reloading', options: null },
  test: { does: 'all tests, or those in these files', options: '[FILE …]' },
  check: { does: 'format, lint, types, imports, generated files', options: null },
  generate: { does: 'schema.graphql and the typed documents', options: null },
};

export const usage = [
  'usage: npm run <name> [-- options]',
  ...Object.entries(commands).map(
    ([name, { does, options }]) => `  ${name.padEnd(9)} ${does}${options ? `:  -- ${options}` : ''}`,
  ),
].join('\n');

/**
 * Looks at a call before anything is set up for it.
 *
 * @param {string | undefined} name
 * @param {string[]} options
 * @returns {{ status: number, text: string } | null} what to print and the status to end with; null for a call to go on with
 */
export function answerAtOnce(name, options) {
  if (name === '--help' || name === '-h' || name === undefined) {
    return { status: name === undefined ? 2 : 0, text: usage };
  }
  if (!Object.hasOwn(commands, name)) {
    return { status: 2, text: `stillhouse: there is no command "${name}".\n${usage}` };
  }
  const { options: taken } = commands[name];
  // The trainer and vitest explain themselves.
  const explainsItself = name === 'train' || name === 'test';
  if (!explainsItself && options.some((option) => option === '--help' || option === '-h')) {
    return { status: 0, text: usage };
  }
  if (taken === null && options.length > 0) {
    return {
      status: 2,
      text: `stillhouse: ${name} takes no options, and got ${options.join(' ')}.\n${usage}`,
    };
  }
  return null;
}
