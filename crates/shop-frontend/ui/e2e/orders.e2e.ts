import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { MockStage } from './mock/stage';
import { en, SPOKEN } from './words';

let stage: MockStage;
beforeAll(async () => {
  stage = await MockStage.open();
});
afterEach(async () => {
  await stage.clear();
  expect(stage.complaints()).toEqual([]);
});
afterAll(() => stage.close());

const YESTERDAY = new Date('2026-11-20T10:00:00Z');

describe.each(SPOKEN)('an order in $language', ({ language, locale, t }) => {
  test('can be cancelled until it ships, and gives its stock back', async () => {
    const { shop } = stage.mock;
    const bottle = shop.products[3]!;
    const order = shop.earlier('paid', [[3, 2]], YESTERDAY);
    expect(bottle.stock).toBe(2);
    const page = await stage.visit(`/orders/${order.id}`, { locale });
    const cancel = page.getByRole('button', { name: t.orders.cancel });
    await cancel.click();
    const dialog = page.getByRole('dialog', { name: t.orders.cancelTitle(order.number) });
    await dialog.getByRole('button', { name: t.confirm.keep }).click();
    expect(order.status).toBe('paid');

    await cancel.click();
    await dialog.getByRole('button', { name: t.orders.cancel }).click();
    await page.getByText(t.statuses.cancelled.meaning).waitFor();
    await page.getByText(t.orders.by.customer).last().waitFor();
    expect(bottle.stock).toBe(4);
    expect(await cancel.count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
  });

  test('has an invoice in the language of the page, in a new tab, once it is confirmed', async () => {
    const { shop } = stage.mock;
    const order = shop.earlier('confirmed', [[0, 1]], YESTERDAY);
    const pending = shop.earlier('pending', [[0, 1]], YESTERDAY);
    const page = await stage.visit(`/orders/${order.id}`, { locale });
    const opened = page.context().waitForEvent('page');
    await page.getByRole('link', { name: t.orders.invoice }).click();
    const invoice = await opened;
    await invoice.getByRole('heading', { name: order.number }).waitFor();
    expect(await invoice.locator('html').getAttribute('lang')).toBe(language);
    await page.goto(`${stage.url}/orders/${pending.id}`);
    await page.getByText(t.statuses.pending.meaning).waitFor();
    expect(await page.getByRole('link', { name: t.orders.invoice }).count()).toBe(0);
  });

  test('that shipped in the meantime is not cancelled, and can be looked at again', async () => {
    const order = stage.mock.shop.earlier('paid', [[0, 1]], YESTERDAY);
    const page = await stage.visit(`/orders/${order.id}`, { locale });
    await page.getByRole('button', { name: t.orders.cancel }).click();
    order.status = 'shipped';
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: t.orders.cancel }).click();
    const notice = page.getByRole('alert');
    await notice.getByRole('heading', { name: t.orders.tooLate }).waitFor();
    await notice.getByRole('button', { name: t.orders.refresh }).click();
    await page.getByText(t.statuses.shipped.meaning).waitFor();
    expect(await page.getByRole('button', { name: t.orders.cancel }).count()).toBe(0);
  });
});

test('a cancellation that fails says so and is repeated only when the customer asks', async () => {
  const order = stage.mock.shop.earlier('confirmed', [[0, 1]], YESTERDAY);
  const page = await stage.visit(`/orders/${order.id}`);
  stage.mock.troubles.add({ path: /cancel/, times: 1, effect: { kind: 'status', status: 503 } });
  await page.getByRole('button', { name: en.orders.cancel }).click();
  await page.getByRole('dialog').getByRole('button', { name: en.orders.cancel }).click();
  const notice = page.getByRole('alert');
  await notice.getByRole('heading', { name: en.orders.cancelFailed }).waitFor();
  expect(stage.mock.seen.filter(({ path }) => path.endsWith('/cancel'))).toHaveLength(1);
  await notice.getByRole('button', { name: en.failure.retry }).click();
  await page.getByText(en.statuses.cancelled.meaning).waitFor();
});

test.each(SPOKEN)(
  'a cart without its names is kept and cannot be ordered in $language',
  async ({ locale, t }) => {
    const { shop } = stage.mock;
    shop.put(shop.products[0]!.id, 2);
    shop.partialCart = true;
    const page = await stage.visit('/cart', { locale });
    await page.getByRole('heading', { name: t.cart.partial }).waitFor();
    await page.locator('.line-name').getByText(t.cart.nameless).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    const place = page.getByRole('button', { name: t.cart.place });
    expect(await place.getAttribute('aria-disabled')).toBe('true');
    await place.click({ force: true });
    expect(stage.mock.keysOfCheckout()).toEqual([]);
    shop.partialCart = false;
    await page.getByRole('button', { name: t.cart.partialAgain }).click();
    await expect.poll(() => place.getAttribute('aria-disabled')).toBe('false');
    await place.click();
    await page.getByRole('heading', { name: t.placed.title }).waitFor();
  },
);
