import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { MockStage } from './mock/stage';
import { cartLink, en, SPOKEN } from './words';

let stage: MockStage;
beforeAll(async () => {
  stage = await MockStage.open();
});
afterEach(async () => {
  await stage.clear();
  expect(stage.complaints()).toEqual([]);
});
afterAll(() => stage.close());

/** The id under which the shop has seen the last call to this path. */
function lastRequestId(path: string): string {
  return stage.mock.seen.filter((call) => call.path === path).at(-1)!.requestId;
}

async function filledCart(locale = 'en-US'): Promise<Page> {
  const { shop } = stage.mock;
  shop.put(shop.products[0]!.id, 1);
  const page = await stage.visit('/cart', { locale });
  await page.locator('.line').first().waitFor();
  return page;
}

describe.each(SPOKEN)('in $language', ({ locale, t }) => {
  test('a list that is unavailable says so, names its reference and recovers', async () => {
    stage.mock.troubles.add({
      path: /^\/api\/products$/,
      times: 1,
      effect: { kind: 'status', status: 503, retryAfter: 1 },
    });
    const page = await stage.visit('/', { locale });
    const notice = page.getByRole('alert');
    await notice.getByRole('heading', { name: t.failures.unavailable.title }).waitFor();
    expect(await notice.textContent()).toContain(t.failure.wait(1));
    await notice.getByText(lastRequestId('/api/products')).waitFor();
    await notice.getByText(t.failure.technical).click();
    await notice.getByText('GET /api/products?limit=24').waitFor();
    await notice.getByText('HTTP 503').waitFor();
    await notice.getByText('catalog did not answer in time').waitFor();

    await notice.getByRole('button', { name: t.failure.retry, exact: true }).click();
    await page.locator('.card').first().waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
  });

  test('an order whose answer was lost is found again, not placed twice', async () => {
    const page = await filledCart(locale);
    stage.mock.troubles.add({ path: /checkout/, times: 1, effect: { kind: 'loseAnswer' } });
    await page.getByRole('button', { name: t.cart.place }).click();
    const notice = page.getByRole('alert');
    await notice.getByRole('heading', { name: t.checkout.unknownTitle }).waitFor();
    await notice.getByText(lastRequestId('/api/checkout')).waitFor();
    await notice.getByRole('link', { name: t.checkout.seeOrders }).waitFor();

    await notice.getByRole('button', { name: t.checkout.retry }).click();
    await page.getByText(stage.mock.shop.orders[0]!.number, { exact: true }).waitFor();
    expect(stage.mock.shop.orders).toHaveLength(1);
    const [first, second] = stage.mock.keysOfCheckout();
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(second).toBe(first);
  });
});

test('the shop asks for time before a checkout is tried again, and gets it', async () => {
  const page = await filledCart();
  stage.mock.troubles.add({
    path: /checkout/,
    times: 1,
    effect: { kind: 'status', status: 503, retryAfter: 2 },
  });
  await page.getByRole('button', { name: en.cart.place }).click();
  await page.getByRole('heading', { name: en.checkout.unavailableTitle }).waitFor();
  for (const button of await page.locator('.failure .button, .summary .button').all()) {
    expect(await button.getAttribute('aria-disabled')).toBe('true');
  }
  await page.getByRole('button', { name: en.checkout.retry, exact: true }).click();
  await page.getByRole('heading', { name: en.placed.title }).waitFor();
  const keys = stage.mock.keysOfCheckout();
  expect(keys).toHaveLength(2);
  expect(keys[1]).toBe(keys[0]);
});

test('the key of an attempt survives a reload, and the next purchase gets a fresh one', async () => {
  const page = await filledCart();
  stage.mock.troubles.add({ path: /checkout/, times: 1, effect: { kind: 'cut' } });
  await page.getByRole('button', { name: en.cart.place }).click();
  await page.getByRole('heading', { name: en.checkout.unknownTitle }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: en.cart.place }).click();
  await page.getByRole('heading', { name: en.placed.title }).waitFor();

  const { shop } = stage.mock;
  shop.put(shop.products[0]!.id, 1);
  await page.goto(`${stage.url}/cart`);
  await page.getByRole('button', { name: en.cart.place }).click();
  await expect.poll(() => shop.orders.length).toBe(2);
  const [first, again, next] = stage.mock.keysOfCheckout();
  expect(again).toBe(first);
  expect(next).not.toBe(first);
});

test('a double click places one order', async () => {
  const page = await filledCart();
  stage.mock.troubles.add({ path: /checkout/, effect: { kind: 'delay', ms: 300 } });
  await page.getByRole('button', { name: en.cart.place }).dblclick();
  await page.getByRole('heading', { name: en.placed.title }).waitFor();
  expect(stage.mock.keysOfCheckout()).toHaveLength(1);
});

test('a product that became short can be lowered and ordered with a fresh key', async () => {
  const { shop } = stage.mock;
  const bottle = shop.products[3]!;
  shop.put(bottle.id, 4);
  const page = await stage.visit('/cart');
  await page.locator('.line').waitFor();
  bottle.stock = 3;
  await page.getByRole('button', { name: en.cart.place }).click();
  await page.getByRole('heading', { name: en.checkout.outOfStockTitle }).waitFor();
  await page.getByLabel(en.cart.quantityOf(bottle.name)).selectOption('3');
  await page.getByRole('link', { name: cartLink(en, 3) }).waitFor();
  await page.getByRole('button', { name: en.cart.place }).click();
  await page.getByRole('heading', { name: en.placed.title }).waitFor();
  const [first, second] = stage.mock.keysOfCheckout();
  expect(second).not.toBe(first);
});

test('a quantity that the shop does not have is refused with the reason', async () => {
  const { shop } = stage.mock;
  const bottle = shop.products[3]!;
  shop.put(bottle.id, 1);
  const page = await stage.visit('/cart');
  await page.getByLabel(en.cart.quantityOf(bottle.name)).selectOption('9');
  const notice = page.getByRole('alert');
  await notice.getByText(en.product.short).waitFor();
  expect(await notice.getByRole('button', { name: en.failure.retry }).count()).toBe(0);
});

test('a price that changed is shown before the order is placed', async () => {
  const page = await filledCart();
  stage.mock.shop.products[0]!.price = { amount: 5_000, currency: 'USD' };
  stage.mock.troubles.add({
    path: /checkout/,
    times: 1,
    effect: { kind: 'status', status: 409, type: '/problems/price-changed' },
  });
  await page.getByRole('button', { name: en.cart.place }).click();
  await page.getByRole('heading', { name: en.checkout.priceChangedTitle }).waitFor();
  await page.locator('.summary-total').getByText('$50.00').waitFor();
  await page.getByRole('button', { name: en.cart.place }).click();
  await page.getByRole('heading', { name: en.placed.title }).waitFor();
});

test('a cart that was ordered elsewhere points to the orders', async () => {
  const page = await filledCart();
  const { shop } = stage.mock;
  shop.remove(shop.products[0]!.id);
  await page.getByRole('button', { name: en.cart.place }).click();
  await page.getByRole('heading', { name: en.checkout.emptyTitle }).waitFor();
  await page.getByRole('heading', { name: en.cart.empty }).waitFor();
  await page.getByRole('alert').getByRole('link', { name: en.checkout.seeOrders }).click();
  await page.getByRole('heading', { level: 1, name: en.orders.title }).waitFor();
});

test('the confirmation shows its number even when nothing else answers any more', async () => {
  const page = await filledCart();
  await page.getByRole('button', { name: en.cart.place }).click();
  await page.getByRole('heading', { name: en.placed.title }).waitFor();
  stage.mock.troubles.add({ path: /./, effect: { kind: 'status', status: 500 } });
  await page.reload();
  await page.getByText(stage.mock.shop.orders[0]!.number, { exact: true }).waitFor();
});

test('an order that is still pending is not called confirmed, and can be looked at again', async () => {
  stage.mock.shop.leavePending = true;
  const page = await filledCart();
  await page.getByRole('button', { name: en.cart.place }).click();
  await page.getByRole('heading', { name: en.placed.pendingTitle }).waitFor();
  await page.getByRole('link', { name: en.placed.follow }).click();
  await page.getByText(en.statuses.pending.meaning).waitFor();
  stage.mock.shop.orders[0]!.status = 'confirmed';
  await page.getByRole('button', { name: en.orders.refresh }).click();
  await page.getByText(en.statuses.confirmed.meaning).waitFor();
});

test('a change of the cart that fails leaves the last known state and can be repeated', async () => {
  const page = await filledCart();
  const kettle = stage.mock.shop.products[0]!;
  stage.mock.troubles.add({
    method: 'PUT',
    path: /cart/,
    times: 1,
    effect: { kind: 'status', status: 500 },
  });
  await page.getByLabel(en.cart.quantityOf(kettle.name)).selectOption('2');
  const notice = page.getByRole('alert');
  await notice.getByRole('heading', { name: en.cart.changeFailed }).waitFor();
  expect(await page.getByLabel(en.cart.quantityOf(kettle.name)).inputValue()).toBe('1');
  await notice.getByRole('button', { name: en.failure.retry }).click();
  await page.getByRole('link', { name: cartLink(en, 2) }).waitFor();
});

test('adding to the cart works after the first look at the cart failed', async () => {
  const { shop, troubles } = stage.mock;
  shop.put(shop.products[1]!.id, 2);
  troubles.add({ method: 'GET', path: /cart/, times: 1, effect: { kind: 'status', status: 503 } });
  const page = await stage.visit(`/products/${shop.products[1]!.id}`);
  await page.getByRole('button', { name: en.product.add }).click();
  await page.getByText(en.product.added(3)).waitFor();
});

test.each([
  ['a cut connection', { kind: 'cut' }, en.failures.unreachable],
  ['an answer that is not the shop’s', { kind: 'nonsense' }, en.failures.unreadable],
  ['an error of the shop', { kind: 'status', status: 500 }, en.failures.broken],
  ['too many requests', { kind: 'status', status: 429 }, en.failures.busy],
] as const)('%s is told apart, and every view offers a retry', async (_, effect, words) => {
  const { shop, troubles } = stage.mock;
  const order = shop.earlier('paid', [[0, 1]], new Date('2026-11-20T10:00:00Z'));
  const page = await stage.visit('/no');
  troubles.add({ path: /^\/api\/(products|orders|cart)/, effect });
  const views = ['/', `/products/${shop.products[0]!.id}`, '/cart', '/orders'];
  for (const view of [...views, `/orders/${order.id}`]) {
    await page.goto(stage.url + view);
    const notice = page.getByRole('alert');
    await notice.getByRole('heading', { name: words.title }).waitFor();
    await notice.getByRole('button', { name: en.failure.retry }).waitFor();
    await notice.getByText(en.failure.reference).first().waitFor();
  }
});

test('what does not exist is not called an error', async () => {
  const page = await stage.visit('/products/nothing');
  await page.getByRole('heading', { level: 1, name: en.product.notFound }).waitFor();
  await page.goto(`${stage.url}/orders/nothing`);
  await page.getByRole('heading', { level: 1, name: en.orders.notFound }).waitFor();
});

test('a slow shop is called slow', async () => {
  stage.mock.troubles.add({ path: /^\/api\/products$/, effect: { kind: 'hang' } });
  const page = await stage.visit('/');
  await page.getByText(en.state.slow).waitFor();
});

test('categories that fail leave the products and the search usable', async () => {
  stage.mock.troubles.add({ path: /categories/, effect: { kind: 'status', status: 503 } });
  const page = await stage.visit('/');
  await page.getByText(en.home.categoriesFailed).waitFor();
  await page.locator('.card').first().waitFor();
});
