// Run in a process of its own, since a native library can be loaded only once: verify-process.ts BACKEND. Prints one line of JSON.

import { allBackends } from '../../backend/choose-backend.ts';
import { agrees, tryTrainingStep } from '../../stage/encoder/try-training-step.ts';
import type { Verdict } from './verify-library.ts';

const [, , wanted] = process.argv;
const backend = allBackends.find(({ name }) => name === wanted);
if (!backend) throw new Error(`Unknown backend "${wanted}".`);
const { usable, reason, device } = await backend.isUsable();
const verdict: Verdict = { usable, reason, device, check: null, agrees: false };
if (usable) {
  verdict.check = await tryTrainingStep(backend);
  verdict.agrees = agrees(verdict.check);
}
console.log(JSON.stringify(verdict));
