import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { faults, LOOKS } from './axe';
import { MockStage } from './mock/stage';
import { png, signIn } from './staff-hand';

let stage: MockStage;
beforeAll(async () => {
  stage = await MockStage.open();
});
afterEach(() => stage.clear());
afterAll(() => stage.close());

test.each(LOOKS)('every view is accessible %s', { timeout: 240_000 }, async (_, options) => {
  const { shop } = stage.mock;
  const orders = (['pending', 'confirmed', 'shipped', 'cancelled'] as const).map((status, index) =>
    shop.earlier(status, [[index, 1]], new Date(`2026-11-0${index + 1}T10:00:00Z`)),
  );
  shop.put(shop.products[0]!.id, 2);
  const views = [
    '/',
    '/categories/audio?q=radio',
    '/?q=zeppelin',
    `/products/${shop.products[3]!.id}`,
    `/products/${shop.products[7]!.id}`,
    '/cart',
    '/orders',
    `/orders/${orders[0]!.id}`,
    `/orders/${orders[2]!.id}`,
    `/orders/${orders[1]!.id}/placed`,
    '/categories/none',
    '/topology',
    '/staff',
    '/staff/products/new',
    `/staff/products/${shop.products[0]!.id}`,
    '/staff/orders',
    '/no/such/page',
  ];
  const page = await stage.visit('/no', options);
  for (const view of views) {
    await page.goto(stage.url + view);
    if (view === '/staff') {
      await page.locator('.sign-in').waitFor();
      expect(await faults(page), 'sign-in').toEqual([]);
      await signIn(page);
      await page.locator('.staff-row').first().waitFor();
    }
    await page.locator('h1').waitFor();
    await page.waitForLoadState('networkidle');
    expect(await faults(page), view).toEqual([]);
  }
});

test.each(LOOKS)('every failure is accessible %s', { timeout: 240_000 }, async (_, options) => {
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

test.each(LOOKS)(
  'what opens on the way is accessible %s',
  { timeout: 240_000 },
  async (_, options) => {
    const { shop, system } = stage.mock;
    const [first] = shop.products;
    const order = shop.earlier('paid', [[0, 1]], new Date('2026-11-01T10:00:00Z'));
    const page = await stage.visit('/', options);
    await page.getByRole('combobox').fill('st');
    await page.locator('.suggestion').first().waitFor();
    await page.keyboard.press('ArrowDown');
    expect(await faults(page), 'suggestions').toEqual([]);

    await page.goto(`${stage.url}/orders/${order.id}`);
    await page.locator('.order-actions button').click();
    await page.locator('.confirm').waitFor();
    expect(await faults(page), 'dialog').toEqual([]);

    shop.put(first!.id, 1);
    shop.partialCart = true;
    await page.goto(`${stage.url}/cart`);
    await page.locator('.notice').waitFor();
    expect(await faults(page), 'partial cart').toEqual([]);

    system.silent.add('catalog');
    system.broken.add('order/postgres');
    await page.goto(`${stage.url}/topology`);
    await page.locator('table').waitFor();
    expect(await faults(page), 'topology').toEqual([]);

    await page.goto(`${stage.url}/staff/products/new`);
    await signIn(page);
    await page.locator('.editor-foot button').click();
    await page.locator('.fault').first().waitFor();
    expect(await faults(page), 'faults').toEqual([]);

    await page.goto(`${stage.url}/staff/products/${first!.id}`);
    await page.locator('#edit-file').setInputFiles({
      name: 'a.png',
      mimeType: 'image/png',
      buffer: png(),
    });
    first!.version += 1;
    await page.locator('.editor-foot button').first().click();
    await page.locator('.failure').waitFor();
    expect(await faults(page), 'conflict').toEqual([]);
  },
);
