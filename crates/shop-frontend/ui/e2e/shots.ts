import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { Page } from 'playwright-core';
import { Stage } from './stage';

/** Pictures of every view for a person to look at: `npm run shots`, then see e2e/shots/. */
const FOLDER = new URL('./shots/', import.meta.url).pathname;
const LOOKS = [
  { name: 'en', options: { locale: 'en-US' } },
  { name: 'ko', options: { locale: 'ko-KR' } },
  { name: 'en-phone', options: { locale: 'en-US', viewport: { width: 375, height: 740 } } },
  { name: 'ko-phone', options: { locale: 'ko-KR', viewport: { width: 375, height: 740 } } },
  { name: 'ko-dark', options: { locale: 'ko-KR', colorScheme: 'dark' } },
] as const;

describe('pictures', () => {
  let stage: Stage;
  beforeAll(async () => {
    mkdirSync(FOLDER, { recursive: true });
    stage = await Stage.open();
  });
  afterAll(() => stage.close());

  test.each(LOOKS)('of every view in $name', { timeout: 120_000 }, async ({ name, options }) => {
    await stage.clear();
    const { mock } = stage;
    const { shop } = mock;
    shop.earlier('delivered', [[2, 3]], new Date('2026-10-02T09:12:00Z'));
    shop.earlier('cancelled', [[16, 1]], new Date('2026-10-20T18:40:00Z'));
    const shipped = shop.earlier(
      'shipped',
      [
        [0, 1],
        [12, 2],
        [3, 1],
      ],
      new Date('2026-11-21T13:05:00Z'),
    );

    const page = await stage.visit('/', options);
    const shot = async (view: string, whole = true) => {
      await page.waitForLoadState('networkidle');
      await page.evaluate(() => Promise.all(document.getAnimations().map((a) => a.finished)));
      await page.screenshot({ path: `${FOLDER}${name}-${view}.png`, fullPage: whole });
    };
    const go = async (target: string, page: Page) => void (await page.goto(stage.url + target));

    await shot('home', false);
    await go('/?category=kitchen&q=kettle', page);
    await shot('search');
    await go('/?q=zeppelin', page);
    await shot('nothing');
    await go(`/products/${shop.products[0]!.id}`, page);
    await shot('product');
    await page.locator('.buy-row .button').click();
    await page.locator('.done').waitFor();
    await shot('added');
    shop.put(shop.products[12]!.id, 2);
    shop.put(shop.products[3]!.id, 1);
    await go('/cart', page);
    await page.locator('.line').first().waitFor();
    await shot('cart');
    mock.troubles.add({
      path: /checkout/,
      times: 1,
      effect: { kind: 'status', status: 503, retryAfter: 20 },
    });
    await page.locator('.summary .button').click();
    await page.locator('.failure').waitFor();
    await shot('checkout-503');
    await go('/cart', page);
    await page.locator('.summary .button').click();
    await page.locator('.placed').waitFor();
    await shot('placed');
    await go('/orders', page);
    await shot('orders');
    await go(`/orders/${shipped.id}`, page);
    await shot('order');
    mock.troubles.add({
      path: /products|orders/,
      effect: { kind: 'status', status: 503, retryAfter: 5 },
    });
    await go('/', page);
    await page.locator('.failure').waitFor();
    await page.locator('.facts summary').click();
    await shot('home-503');
    await go(`/orders/${shipped.id}`, page);
    await page.locator('.failure').waitFor();
    await shot('order-503');
    mock.troubles.clear();
    mock.troubles.add({ path: /image/, effect: { kind: 'status', status: 503 } });
    await page.reload();
    await go('/orders', page);
    mock.troubles.add({ path: /products|orders/, effect: { kind: 'hang' } });
    await go('/', page);
    await page.locator('.slow').waitFor();
    await page.screenshot({ path: `${FOLDER}${name}-slow.png` });
    await go('/cart-missing', page);
    await page.screenshot({ path: `${FOLDER}${name}-missing.png` });
  });
});
