import { listOfTasks } from '@stillhouse/web/leaderboard/list-of-tasks.ts';
import { expect, it } from 'vitest';

const list = (...titles: string[]) => listOfTasks(titles.map((title) => ({ title })));

it('a list of tasks has no comma before its last one, and quotes a title that has one itself', () => {
  expect(list('RTE')).toBe('RTE');
  expect(list('CoLA', 'SST-2', 'RTE')).toBe('CoLA, SST-2 and RTE');
  expect(list('Films, by verdict', 'RTE')).toBe('“Films, by verdict” and RTE');
});
