import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordConstantRun } from './constant-run.ts';
import { nearestExamples } from './nearest-examples.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  stage = await openStage();
  page = await stage.browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(30_000);
  page.on('pageerror', (error) => faults.push(String(error)));
});

afterAll(() => stage?.close());

test('with nothing logged yet, the runs page shows the command that fills it', async () => {
  await page.goto(`${stage.stack.webUrl}/runs`);
  await page.getByRole('heading', { level: 1, name: 'Runs' }).waitFor();
  await page.getByText('npm run demo').first().waitFor();
});

test('runs appear while they are trained, without a reload, and end as finished', async () => {
  const training = stage.train('--objective', 'kd,reaugkd', '--seeds', '1,2');
  await page
    .getByRole('link', { name: /synthetic-sentiment/ })
    .first()
    .waitFor();
  await training;
  await page.getByRole('link', { name: 'synthetic-sentiment/reaugkd/seed-2' }).waitFor();
  await expect.poll(() => page.getByRole('row', { name: /finished/i }).count(), { timeout: 30_000 }).toBe(5);
});

test('a run shows its curves, scores, recipe, environment and lineage', async () => {
  await page.getByRole('link', { name: 'synthetic-sentiment/reaugkd/seed-1' }).click();
  await page.getByRole('heading', { level: 1, name: 'synthetic-sentiment/reaugkd/seed-1' }).waitFor();
  for (const name of ['Evaluations', 'Curves', 'Values', 'Lineage', 'Recipe', 'Environment']) {
    await page.getByRole('heading', { level: 2, name, exact: true }).waitFor();
  }
  await page.getByRole('figure').first().waitFor();
  expect(await page.getByRole('table', { name: 'Evaluations' }).getByRole('link').count()).toBeGreaterThan(2);
});

test('the readout of a smoothed curve names the smoothed value next to the mean', async () => {
  const readout = page.getByRole('figure').first().locator('figcaption');
  await expect.poll(() => readout.textContent()).toMatch(/step/);
  expect(await readout.textContent()).not.toMatch(/smoothed/);
  await page.getByRole('radio', { name: '0.9' }).click();
  await expect.poll(() => readout.textContent()).toMatch(/: smoothed [\d.]+, mean [\d.]+/);
});

test('a part of a run that fails shows its error, and the other parts stay', async () => {
  await page.route('**/graphql', async (route) => {
    const operation = route.request().postDataJSON()?.operationName;
    if (operation !== 'RunLineage') return route.fallback();
    const errors = [
      { message: 'the lineage broke', path: ['run', 'students'], extensions: { code: 'INTERNAL' } },
    ];
    return route.fulfill({ json: { data: { run: null }, errors } });
  });
  await page.reload();
  await page.getByRole('region', { name: 'Lineage' }).getByText('the lineage broke').waitFor();
  await page.getByRole('table', { name: 'Evaluations' }).waitFor();
  await page.getByRole('region', { name: 'Recipe' }).getByRole('button', { name: /^Copy/ }).waitFor();
  await page.unroute('**/graphql');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('link', { name: /teacher\/seed-1/ }).waitFor();
});

test('a teacher’s scores are called the teacher’s, on its page and in the list of runs', async () => {
  const lineage = page.getByRole('list', { name: 'From the teacher to its students' });
  await lineage.getByRole('link', { name: /teacher\/seed-1/ }).click();
  await page.getByRole('heading', { level: 1, name: 'synthetic-sentiment/teacher/seed-1' }).waitFor();
  const evaluations = page.getByRole('table', { name: 'Evaluations' });
  await evaluations.getByRole('columnheader', { name: 'Teacher' }).waitFor();
  expect(await evaluations.getByRole('columnheader', { name: 'Student' }).count()).toBe(0);
  await page.goto(`${stage.stack.webUrl}/runs?kind=TEACHER`);
  const row = page.getByRole('table', { name: 'Runs' }).getByRole('row', { name: /teacher\/seed-1/ });
  // Kind and predictor.
  await expect.poll(() => row.getByRole('cell', { name: 'Teacher', exact: true }).count()).toBe(2);
});

test('an example shows four predictors and its neighbors, and the arrow key leads to the next', async () => {
  await page.goto(`${stage.stack.webUrl}/runs`);
  await page.getByRole('link', { name: 'synthetic-sentiment/reaugkd/seed-1' }).click();
  await page
    .getByRole('table', { name: 'Evaluations' })
    .getByRole('link', { name: /^exact/ })
    .click();
  await page.getByRole('heading', { level: 1, name: /^Evaluation on/ }).waitFor();
  await page.getByText('Majority class').first().waitFor();
  await page.getByRole('table', { name: 'Outcomes' }).waitFor();
  await page
    .getByRole('link', { name: /^Example / })
    .first()
    .click();
  await page.getByRole('heading', { level: 2, name: 'What did each predictor say?' }).waitFor();
  await page.getByRole('heading', { level: 2, name: 'Neighbors' }).waitFor();
  const title = () => page.getByRole('heading', { level: 1, name: /^Example/ }).textContent();
  const first = await title();
  await page.keyboard.press('ArrowRight');
  await expect.poll(title).not.toBe(first);
});

test('an example whose nearest neighbor is far away says so, and one with a near neighbor does not', async () => {
  const { farthest, nearest, farBelow } = await nearestExamples(stage.stack.apiUrl);
  expect(farthest.similarity).toBeLessThan(farBelow);
  expect(nearest.similarity).toBeGreaterThan(farBelow);
  const note = page.getByRole('note');
  await page.goto(`${stage.stack.webUrl}${farthest.path}`);
  await note.filter({ hasText: 'Nearest neighbor is far away: retrieval had little to go on.' }).waitFor();
  await page.goto(`${stage.stack.webUrl}${nearest.path}`);
  await page.getByRole('table', { name: 'Neighbors' }).waitFor();
  expect(await note.count()).toBe(0);
});

test('a knowledge base shows its entries, and the neighbors of one by exact search, without building an index', async () => {
  const main = page.getByRole('navigation', { name: 'Main' });
  await main.getByRole('link', { name: 'Knowledge bases' }).click();
  await page.getByRole('table', { name: 'Knowledge bases' }).getByRole('link').first().click();
  await page.getByRole('table', { name: 'Entries' }).waitFor();
  await page.getByRole('button', { name: 'Neighbors of entry 0', exact: true }).click();
  const neighbors = page.getByRole('table', { name: 'Neighbors' });
  await neighbors.waitFor();
  await expect.poll(() => neighbors.getByRole('row').count()).toBeGreaterThan(5);
  await page.getByText('buildKnowledgeBaseIndex').first().waitFor();
  await page.reload();
  await page.getByText('buildKnowledgeBaseIndex').first().waitFor();
  expect(await page.getByRole('radio', { name: 'HNSW' }).count()).toBe(0);
});

test('the leaderboard shows mean and deviation over seeds', async () => {
  await page.goto(`${stage.stack.webUrl}/leaderboard?benchmark=synthetic`);
  const board = page.getByRole('table', { name: 'Leaderboard' });
  await board.waitFor();
  await expect.poll(() => board.textContent()).toMatch(/ReAugKD[\s\S]*±/);
  await expect.poll(() => board.textContent()).toMatch(/majority class 5\d\.\d/);
  await page.getByRole('heading', { level: 2, name: 'Does retrieval help, per task?' }).waitFor();
});

test('an undefined score is an en dash with its reason, on the run’s page and on the leaderboard', async () => {
  await recordConstantRun(stage.stack.apiUrl, 'synthetic-similarity');
  await page.goto(`${stage.stack.webUrl}/runs`);
  await page.getByRole('link', { name: 'constant', exact: true }).click();
  const evaluations = page.getByRole('table', { name: 'Evaluations' });
  await evaluations.getByRole('columnheader', { name: 'Model' }).waitFor();
  expect(await evaluations.getByTitle(/^Undefined: Pearson’s correlation needs/).textContent()).toMatch(/^–/);
  expect(await evaluations.textContent()).not.toMatch(/\b0\.0\b/);
  await page.goto(`${stage.stack.webUrl}/leaderboard?benchmark=synthetic`);
  const row = page
    .getByRole('table', { name: 'Leaderboard' })
    .getByRole('row', { name: /^constant External/ });
  await row.getByText('1 undefined').waitFor();
  expect(await row.textContent()).not.toMatch(/\b0\.0\b/);
});

test('a task hidden from the leaderboard leaves averages and ranks, and the header says what is left', async () => {
  await recordConstantRun(stage.stack.apiUrl, 'synthetic-entailment');
  await page.reload();
  const header = page.getByText(/The average is over/);
  await header.filter({ hasText: 'Synthetic sentiment and Synthetic entailment,' }).waitFor();
  const row = page
    .getByRole('table', { name: 'Leaderboard' })
    .getByRole('row', { name: /^constant External/ });
  // Recipe, rank, three tasks, average: it was scored on two of them.
  const cells = async () => row.getByRole('cell').allTextContents();
  expect([(await cells())[1], (await cells())[5]]).toEqual(['–', '–']);
  await page.getByRole('button', { name: 'Tasks' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Synthetic sentiment' }).click();
  await page.keyboard.press('Escape');
  await header.filter({ hasText: 'The average is over Synthetic entailment,' }).waitFor();
  expect(page.url()).toContain('without=synthetic-sentiment');
  await expect.poll(async () => (await cells())[1]).toBe('1');
  expect((await cells())[4]).toBe('50.0');
  await row.getByText('no better than a constant').waitFor();
});

test('a row leads to its recipe, and to the fields in which another recipe differs', async () => {
  await page.goto(`${stage.stack.webUrl}/leaderboard?benchmark=synthetic`);
  await page.getByRole('button', { name: /^KD / }).click();
  await page
    .getByRole('combobox', { name: /^Compare the recipe of KD/ })
    .selectOption({ label: 'ReAugKD 2×16 from 4×16' });
  await page.getByRole('heading', { level: 2, name: 'Fields that differ' }).waitFor();
  const fields = page.getByRole('table', { name: 'Fields' });
  await fields.getByRole('row', { name: /^name kd reaugkd string/ }).waitFor();
  expect(await fields.getByRole('row', { name: /task/ }).count()).toBe(0);
  await page.getByRole('radio', { name: 'All fields' }).click();
  await fields.getByRole('row', { name: /^task synthetic-sentiment/ }).waitFor();
});

test('at 390 pixels no page scrolls sideways', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ['/runs', '/knowledge-bases', '/leaderboard?benchmark=synthetic']) {
    await page.goto(`${stage.stack.webUrl}${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBeLessThanOrEqual(390);
  }
});

test('no page threw', () => {
  expect(faults).toEqual([]);
});
