import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Stage } from './stage';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterEach(() => stage.clear());
afterAll(() => stage.close());

/** Every rule of axe, the best practices and WCAG 2.2 included. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const results = await page.evaluate<AxeResults>(
    `axe.run({ rules: { 'target-size': { enabled: true } } })`,
  );
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
  );
}

const LOOKS: [name: string, options: BrowserContextOptions][] = [
  ['in English', { locale: 'en-US' }],
  ['in Korean and the dark', { locale: 'ko-KR', colorScheme: 'dark' }],
  ['on a phone', { locale: 'ko-KR', viewport: { width: 360, height: 700 } }],
];

test.each(LOOKS)('every view is accessible %s', { timeout: 120_000 }, async (_, options) => {
  const { shop } = stage.mock;
  const orders = (['pending', 'confirmed', 'shipped', 'cancelled'] as const).map((status, index) =>
    shop.earlier(status, [[index, 1]], new Date(`2026-11-0${index + 1}T10:00:00Z`)),
  );
  shop.put(shop.products[0]!.id, 2);
  const views = [
    '/',
    '/?category=audio&q=radio',
    '/?q=zeppelin',
    `/products/${shop.products[3]!.id}`,
    `/products/${shop.products[7]!.id}`,
    '/cart',
    '/orders',
    `/orders/${orders[0]!.id}`,
    `/orders/${orders[2]!.id}`,
    `/orders/${orders[1]!.id}/placed`,
    '/no/such/page',
  ];
  const page = await stage.visit('/no', options);
  for (const view of views) {
    await page.goto(stage.url + view);
    await page.locator('h1').waitFor();
    await page.waitForLoadState('networkidle');
    expect(await faults(page), view).toEqual([]);
  }
});

test.each(LOOKS)('every failure is accessible %s', { timeout: 120_000 }, async (_, options) => {
  const { shop, troubles } = stage.mock;
  shop.put(shop.products[0]!.id, 2);
  const page = await stage.visit('/cart', options);
  troubles.add({ path: /checkout/, effect: { kind: 'loseAnswer' } });
  await page.locator('.summary .button').click();
  await page.locator('.failure').waitFor();
  await page.locator('.facts summary').click();
  expect(await faults(page), 'checkout').toEqual([]);

  troubles.clear();
  troubles.add({ path: /^\/api\//, effect: { kind: 'status', status: 503, retryAfter: 20 } });
  for (const view of ['/', `/products/${shop.products[0]!.id}`, '/cart', '/orders', '/orders/x']) {
    await page.goto(stage.url + view);
    await page.locator('.failure').waitFor();
    expect(await faults(page), view).toEqual([]);
  }
});
