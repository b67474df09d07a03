#!/usr/bin/env node
// The trainer's command line, run from source.
import { register } from 'tsx/esm/api';

register();
await import('../trainer/src/main.ts');
