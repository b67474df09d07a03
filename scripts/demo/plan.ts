import { join } from 'node:path';
import { root } from '../serve/child.ts';

export const demoTasks = ['synthetic-sentiment', 'synthetic-entailment'];

/** The trainer's call for one task of the demo: what anybody could type. */
export function trainerArguments(task: string): string[] {
  return [
    '--import',
    'tsx',
    join(root, 'trainer/src/main.ts'),
    'train',
    '--task',
    task,
    '--recipe',
    'demo',
    '--objective',
    'kd,reaugkd',
    '--seeds',
    '1,2,3',
    '--tags',
    'demo',
  ];
}
