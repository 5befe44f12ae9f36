import type { BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { faults, PHONE } from '../../e2e/axe';
import { signIn } from '../../e2e/staff-hand';
import { Stage, widthOf } from '../../e2e/stage';
import { getProducts, moveOrder, order, putIntoCart } from '../customer';
import { PATIENCE_MS, SHOP_URL, STAFF_TOKEN } from '../lab';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.at(SHOP_URL, PATIENCE_MS);
});
afterEach(() => stage.clear());
afterAll(() => stage.close());

/** Not every look: the pages are those that are looked at in all of them on the shop in memory. */
const LOOKS: [name: string, options: BrowserContextOptions][] = [
  ['in English', { locale: 'en-US' }],
  ['on a phone in English', { locale: 'en-US', viewport: PHONE }],
  ['on a phone in Korean and the dark', { locale: 'ko-KR', colorScheme: 'dark', viewport: PHONE }],
];

test.each(LOOKS)('every page is accessible and fits its screen %s', async (_, options) => {
  const page = await stage.visit('/no', options);
  const [product] = await getProducts(page);
  const fresh = await order(page, product!.id);
  const shipped = await order(page, product!.id, 20);
  for (const step of ['pay', 'ship']) await moveOrder(page, shipped, step);
  await putIntoCart(page, product!.id, 20);
  const views = [
    '/',
    '/categories/audio',
    '/?q=zeppelin',
    `/products/${product!.id}`,
    '/cart',
    '/orders',
    `/orders/${fresh.id}`,
    `/orders/${shipped.id}`,
    `/orders/${fresh.id}/placed`,
    '/topology',
    '/staff',
    '/staff/products/new',
    `/staff/products/${product!.id}`,
    '/staff/orders',
    '/no/such/page',
  ];
  const { width } = page.viewportSize()!;
  for (const view of views) {
    await page.goto(view);
    if (view === '/staff') await signIn(page, STAFF_TOKEN);
    await page.locator('h1').waitFor();
    await page.waitForLoadState('networkidle');
    expect(await faults(page), view).toEqual([]);
    for (const narrow of width < 500 ? [320, width] : [width]) {
      await page.setViewportSize({ width: narrow, height: 700 });
      expect(await widthOf(page), `${view} at ${narrow}`).toBeLessThanOrEqual(narrow);
    }
  }
});
