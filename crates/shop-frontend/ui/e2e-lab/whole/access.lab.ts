import type { BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { faults, PHONE } from '../../e2e/axe';
import { signIn } from '../../e2e/staff-hand';
import { Stage, widthOf } from '../../e2e/stage';
import { inBoth } from '../both';
import { getProducts, moveOrder, order, putIntoCart } from '../customer';
import { PATIENCE_MS, SHOP_URL, STAFF_TOKEN } from '../lab';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.at(SHOP_URL, PATIENCE_MS);
});
afterEach(() => stage.clear());
afterAll(() => stage.close());

/** On the shop in memory each page is looked at in every light as well. */
const LOOKS: [name: string, options: BrowserContextOptions][] = [
  ['on a screen', { locale: 'en-US' }],
  ['on a phone', { locale: 'en-US', viewport: PHONE }],
];

test.each(LOOKS)('every page is accessible and fits %s', async (_, options) => {
  const page = await stage.visit('/orders', options);
  const [product] = await getProducts(page);
  const shipped = await order(page, product!.id, 20);
  for (const step of ['pay', 'ship']) await moveOrder(page, shipped, step);
  await putIntoCart(page, product!.id, 20);
  const views: [path: string, mark: string][] = [
    ['/', '.card img'],
    [`/products/${product!.id}`, '.product img'],
    ['/cart', '.line'],
    ['/orders', '.order-row'],
    [`/orders/${shipped.id}`, '.history'],
    [`/orders/${shipped.id}/placed`, '.placed'],
    ['/topology', 'table'],
    ['/staff/orders', '.desk-order'],
    [`/staff/products/${product!.id}`, '.editor'],
  ];
  const { width } = page.viewportSize()!;
  for (const [view, mark] of views) {
    await page.goto(view);
    if (view === '/staff/orders') await signIn(page, STAFF_TOKEN);
    await page.locator(mark).first().waitFor();
    expect(await faults(page), view).toEqual([]);
    for (const narrow of width < 500 ? [320, width] : [width]) {
      await page.setViewportSize({ width: narrow, height: 700 });
      await inBoth(page, async ({ nav }) => {
        expect(await widthOf(page), `${view} at ${narrow}, ${nav.home}`).toBeLessThanOrEqual(
          narrow,
        );
      });
    }
  }
});
