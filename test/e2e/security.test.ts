import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let page: Page;
const violations: string[] = [];

beforeAll(async () => {
  stage = await openStage();
  page = await stage.browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(60_000);
  await page.exposeFunction('reportViolation', (violation: string) => violations.push(violation));
  await page.addInitScript(`addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile }) =>
    reportViolation(location.pathname + ': ' + effectiveDirective + ' ' + blockedURI + ' ' + sourceFile))`);
  page.on('console', (message) => {
    if (message.type() === 'error') violations.push(`${page.url()}: ${message.text()}`);
  });
});

afterAll(() => stage?.close());

test('a training appears over the WebSocket, which the policy allows', async () => {
  await page.goto(`${stage.stack.webUrl}/runs`);
  await page.getByRole('heading', { level: 1, name: 'Runs' }).waitFor();
  await stage.train('--objective', 'kd,reaugkd', '--seeds', '1,2');
  await page.getByRole('link', { name: 'synthetic-sentiment/reaugkd/seed-1' }).waitFor();
});

test('every page loads its data under the policy', async () => {
  await page.getByRole('link', { name: 'synthetic-sentiment/reaugkd/seed-1' }).click();
  await page.getByRole('figure').first().waitFor();
  await page.reload();
  await page.getByRole('figure').first().waitFor();
  await page
    .getByRole('table', { name: 'Evaluations' })
    .getByRole('link', { name: /^exact/ })
    .click();
  await page.getByRole('table', { name: 'Outcomes' }).waitFor();
  await page.reload();
  await page
    .getByRole('link', { name: /^Example / })
    .first()
    .click();
  await page.getByRole('heading', { level: 2, name: 'Neighbors' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { level: 2, name: 'Neighbors' }).waitFor();
  await page.goto(`${stage.stack.webUrl}/knowledge-bases`);
  await page.getByRole('table', { name: 'Knowledge bases' }).getByRole('link').first().click();
  await page.getByRole('table', { name: 'Entries' }).waitFor();
  await page.reload();
  await page.getByRole('table', { name: 'Entries' }).waitFor();
  await page.goto(`${stage.stack.webUrl}/leaderboard?benchmark=synthetic`);
  await page.getByRole('table', { name: 'Leaderboard' }).waitFor();
  await page.goto(`${stage.stack.webUrl}/nothing-here`);
  await page.getByRole('heading', { level: 1 }).waitFor();
});

test('menus open and the theme changes under the policy', async () => {
  await page.goto(`${stage.stack.webUrl}/leaderboard?benchmark=synthetic`);
  await page.locator('button[aria-haspopup="menu"]').first().click();
  await page.getByRole('menu').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('radio', { name: 'Dark' }).click();
  expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
  await page.reload();
  expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
});

test('a file of a run is saved from the API, whose answers may neither run nor be framed', async () => {
  await page.goto(`${stage.stack.webUrl}/runs`);
  await page.getByRole('link', { name: 'synthetic-sentiment/reaugkd/seed-1' }).click();
  const link = page.getByRole('table', { name: 'Files' }).getByRole('link').first();
  const name = await link.textContent();
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  expect(download.suggestedFilename()).toBe(name);
  expect(await download.failure()).toBeNull();
});

test('no page violated the policy', () => {
  expect(violations.filter((text) => !/status of 404/.test(text))).toEqual([]);
});

test('a script that a page did not bring does not run', async () => {
  await page.goto(`${stage.stack.webUrl}/runs`);
  await page.evaluate(`document.body.append(Object.assign(document.createElement('div'), {
    innerHTML: '<img src="/none" onerror="window.ran = true">',
  }))`);
  await expect.poll(() => violations.some((text) => text.includes('script-src'))).toBe(true);
  expect(await page.evaluate('window.ran')).toBeUndefined();
});

test('every answer of the dashboard has the headers, pages with a nonce of their own', async () => {
  const { webUrl } = stage.stack;
  const html = await (await fetch(`${webUrl}/runs`)).text();
  const asset = /\/_next\/static\/[^"\\]+\.js/.exec(html)?.[0];
  const nonces = new Set<string>();
  for (const path of ['/runs', '/leaderboard', '/nothing-here', '/icon.svg', asset]) {
    const { headers } = await fetch(`${webUrl}${path}`);
    expect(headers.get('x-content-type-options'), path).toBe('nosniff');
    expect(headers.get('referrer-policy'), path).toBe('no-referrer');
    expect(headers.get('cross-origin-resource-policy'), path).toBe('same-origin');
    expect(headers.get('x-frame-options'), path).toBe('DENY');
    if (path === asset) continue;
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy, path).toContain("frame-ancestors 'none'");
    expect(/script-src[^;]*unsafe/.test(policy), path).toBe(false);
    nonces.add(/'nonce-([^']+)'/.exec(policy)?.[1] ?? '');
  }
  expect(nonces.size).toBe(4);
});
