import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

function launch(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/launch.mjs', ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('the launcher of the npm scripts', () => {
  it('lists what there is when asked for help, also behind a command', () => {
    for (const args of [['--help'], ['demo', '--help'], ['start', '-h']]) {
      const { status, stdout, stderr } = launch(...args);
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/usage: npm run <name>.*\n +demo .*--exit/);
    }
  });

  it('refuses a command that does not exist, and names those that do, without a stack', () => {
    for (const name of ['nope', 'toString', 'environment']) {
      const { status, stderr } = launch(name);
      expect(status).toBe(2);
      expect(stderr).toContain(`there is no command "${name}"`);
      expect(stderr).toContain('generate');
      expect(stderr).not.toMatch(/\n\s+at /);
    }
    expect(launch().status).toBe(2);
  });

  it('refuses options where none are taken', () => {
    const { status, stderr } = launch('start', '--port', '3');
    expect(status).toBe(2);
    expect(stderr).toContain('start takes no options, and got --port 3');
  });
});
