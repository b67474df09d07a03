// A thread doesn't inherit the loader of TypeScript from the process that starts it.
import { register } from 'tsx/esm/api';

register();
await import('./recorder-worker.ts');
