import { runScript } from '../../../scripts/setup/run-script.mjs';

// Runs a script as scripts/launch.mjs does.
const [, , folder, script, ...options] = process.argv;
runScript(script, options, folder);
