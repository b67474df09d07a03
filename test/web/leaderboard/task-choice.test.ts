import { chooseTasks, taskFilter, taskMenu } from '@stillhouse/web/leaderboard/task-choice.ts';
import { expect, test } from 'vitest';

const offered = ['cola', 'sst2', 'rte', 'wnli'];
const scored = ['sst2', 'rte'];
const none = { tasks: [], without: [] };

test('hiding a task leaves it out of columns, averages and ranks, and asks for no task that nobody was scored on', () => {
  const menu = taskMenu(none, offered, scored);
  expect(menu).toEqual({ options: ['sst2', 'rte'], checked: ['sst2', 'rte'] });
  const chosen = chooseTasks(none, menu, ['rte']);
  expect(chosen).toEqual({ tasks: [], without: ['sst2'] });
  expect(taskFilter(chosen)).toEqual({ without: ['sst2'] });
});

test('a hidden task stays in the menu, and showing it again leaves the address as it was', () => {
  const hidden = { tasks: [], without: ['sst2'] };
  const menu = taskMenu(hidden, offered, ['rte']);
  expect(menu).toEqual({ options: ['sst2', 'rte'], checked: ['rte'] });
  expect(chooseTasks(hidden, menu, ['sst2', 'rte'])).toEqual(none);
  expect(taskFilter(none)).toBeNull();
});

test('tasks that the address names are those of the averages, with or without results', () => {
  const named = { tasks: ['cola', 'rte'], without: [] };
  expect(taskFilter(named)).toEqual({ tasks: ['cola', 'rte'] });
  const menu = taskMenu(named, offered, ['rte']);
  expect(menu).toEqual({ options: offered, checked: ['cola', 'rte'] });
  expect(chooseTasks(named, menu, ['rte'])).toEqual({ tasks: ['rte'], without: [] });
  expect(chooseTasks(named, menu, offered)).toEqual(none);
});
