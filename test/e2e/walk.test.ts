import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
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

test('an example shows four predictors and its neighbors, and the arrow key leads to the next', async () => {
  await page
    .getByRole('table', { name: 'Evaluations' })
    .getByRole('link', { name: /^exact/ })
    .click();
  await page.getByRole('heading', { level: 1, name: /^Evaluation on/ }).waitFor();
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

test('a knowledge base shows its entries, and the neighbors of one', async () => {
  const main = page.getByRole('navigation', { name: 'Main' });
  await main.getByRole('link', { name: 'Knowledge bases' }).click();
  await page.getByRole('table', { name: 'Knowledge bases' }).getByRole('link').first().click();
  await page.getByRole('table', { name: 'Entries' }).waitFor();
  await page.getByRole('button', { name: 'Neighbors of entry 0', exact: true }).click();
  const neighbors = page.getByRole('table', { name: 'Neighbors' });
  await neighbors.waitFor();
  await expect.poll(() => neighbors.getByRole('row').count()).toBeGreaterThan(5);
});

test('the leaderboard shows mean and deviation over seeds', async () => {
  await page.goto(`${stage.stack.webUrl}/leaderboard?benchmark=synthetic`);
  const board = page.getByRole('table', { name: 'Leaderboard' });
  await board.waitFor();
  await expect.poll(() => board.textContent()).toMatch(/ReAugKD[\s\S]*±/);
  await page.getByRole('heading', { level: 2, name: 'Does retrieval help, per task?' }).waitFor();
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
