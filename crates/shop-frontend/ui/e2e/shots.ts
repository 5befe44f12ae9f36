import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { MockStage } from './mock/stage';
import { signIn } from './staff-hand';

/** Pictures of every view for a person to look at: `npm run shots`, then see e2e/shots/. */
const FOLDER = new URL('./shots/', import.meta.url).pathname;
const PHONE = { width: 360, height: 740 };
const LOOKS = [
  { name: 'en', options: { locale: 'en-US' } },
  { name: 'ko', options: { locale: 'ko-KR' } },
  { name: 'en-phone', options: { locale: 'en-US', viewport: PHONE } },
  { name: 'ko-phone', options: { locale: 'ko-KR', viewport: PHONE } },
  { name: 'ko-dark', options: { locale: 'ko-KR', colorScheme: 'dark' } },
] as const;

describe('pictures', () => {
  let stage: MockStage;
  beforeAll(async () => {
    mkdirSync(FOLDER, { recursive: true });
    stage = await MockStage.open();
  });
  afterAll(() => stage.close());

  test.each(LOOKS)('of every view in $name', { timeout: 180_000 }, async ({ name, options }) => {
    await stage.clear();
    const { mock } = stage;
    const { shop, troubles } = mock;
    shop.earlier('delivered', [[2, 3]], new Date('2026-10-02T09:12:00Z'));
    shop.earlier('cancelled', [[16, 1]], new Date('2026-10-20T18:40:00Z'));
    const picks: [number, number][] = [
      [0, 1],
      [12, 2],
      [3, 1],
    ];
    const shipped = shop.earlier('shipped', picks, new Date('2026-11-21T13:05:00Z'));
    const paid = shop.earlier('paid', [[9, 1]], new Date('2026-11-23T08:30:00Z'));

    const page = await stage.visit('/', options);
    const shot = async (view: string, whole = true) => {
      await page.waitForLoadState('networkidle');
      await page.evaluate(() =>
        Promise.allSettled(document.getAnimations().map((a) => a.finished)),
      );
      await page.screenshot({ path: `${FOLDER}${name}-${view}.png`, fullPage: whole });
    };
    const go = (target: string) => page.goto(stage.url + target);
    const status = (code: number, retryAfter?: number) =>
      ({ kind: 'status', status: code, ...(retryAfter ? { retryAfter } : {}) }) as const;

    await shot('home', false);
    await page.getByRole('combobox').fill('st');
    await page.locator('.suggestion').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await shot('suggestions', false);
    await go('/categories/audio');
    await page.locator('.card').first().waitFor();
    await shot('category');
    await go('/categories/kitchen?q=kettle');
    await shot('search');
    await go('/?q=zeppelin');
    await shot('nothing');
    await go(`/products/${shop.products[0]!.id}`);
    await shot('product');
    await page.locator('.buy-row .button').click();
    await page.locator('.done').waitFor();
    await shot('added');
    shop.put(shop.products[12]!.id, 2);
    shop.put(shop.products[3]!.id, 1);
    shop.partialCart = true;
    await go('/cart');
    await page.locator('.line').first().waitFor();
    await shot('cart-partial');
    shop.partialCart = false;
    await go('/cart');
    await page.locator('.line').first().waitFor();
    await shot('cart');
    troubles.add({ path: /checkout/, times: 1, effect: status(503, 20) });
    await page.locator('.summary .button').click();
    await page.locator('.failure').waitFor();
    await shot('checkout-503');
    await go('/cart');
    await page.locator('.summary .button').click();
    await page.locator('.placed').waitFor();
    await shot('placed');
    await go('/orders');
    await shot('orders');
    await go(`/orders/${shipped.id}`);
    await shot('order');
    await go(`/orders/${paid.id}`);
    await page.locator('.order-actions button').click();
    await page.locator('.confirm').waitFor();
    await shot('order-cancel', false);

    await go('/staff');
    await shot('staff-sign-in');
    await signIn(page);
    await page.locator('.staff-row').first().waitFor();
    await shot('staff-products', false);
    await go('/staff/products/new');
    await page.locator('.editor-foot .button').first().click();
    await shot('staff-new');
    await go(`/staff/products/${shop.products[0]!.id}`);
    await page.locator('#edit-name').fill('Enamel Kettle, 1.7 L');
    await shot('staff-edit');
    shop.products[0]!.version += 1;
    await page.locator('.editor-foot .button').first().click();
    await page.locator('.failure').waitFor();
    await shot('staff-conflict');
    await go('/staff/orders');
    await page.locator('.desk-order').first().waitFor();
    await shot('staff-orders');

    await go('/topology');
    await page.locator('table').waitFor();
    await shot('topology');
    mock.system.silent.add('catalog');
    mock.system.broken.add('order/shared-storage');
    await go('/topology');
    await page.locator('table').waitFor();
    await shot('topology-trouble');
    troubles.add({ path: /topology/, effect: status(503) });
    await go('/topology');
    await page.locator('.failure').waitFor();
    await shot('topology-503');
    troubles.clear();

    troubles.add({ path: /products|orders/, effect: status(503, 5) });
    await go('/');
    await page.locator('.failure').waitFor();
    await page.locator('.facts summary').click();
    await shot('home-503');
    await go(`/orders/${shipped.id}`);
    await page.locator('.failure').waitFor();
    await shot('order-503');
    await go('/staff/orders');
    await page.locator('.failure').waitFor();
    await shot('staff-503');
    troubles.clear();
    troubles.add({ path: /products|orders/, effect: { kind: 'hang' } });
    await go('/');
    await page.locator('.slow').waitFor();
    await page.screenshot({ path: `${FOLDER}${name}-slow.png` });
    await go('/cart-missing');
    await page.screenshot({ path: `${FOLDER}${name}-missing.png` });
  });
});
