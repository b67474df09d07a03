// Runs decode-thread.ts, whatever started this process.
import { register } from 'tsx/esm/api';

register();
await import('./decode-thread.ts');
