import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { signIn } from '../../e2e/staff-hand';
import type { Stage } from '../../e2e/stage';
import { en } from '../../e2e/words';
import { inBoth, says } from '../both';
import { getOrders, press } from '../customer';
import { cut, drop, join, mend, SHOP_URL, slowDown, STAFF_TOKEN, untilUnavailable } from '../lab';
import { customerAt, LIST, openStage } from './stage';

/** Services that cannot reach each other: what each page says, and that its own button leads on afterwards. */

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(async () => {
  await mend();
  await stage.clear();
  expect(stage.complaints()).toEqual([]);
});
afterAll(() => stage.close());

test('without the shop at all, an open page says that it can’t reach it', async () => {
  const { page, order } = await customerAt(stage);
  await cut('customer->frontend');
  await page.getByRole('link', { name: en.nav.orders }).click();
  await says(page, (t) => t.failures.unreachable.title);
  await join();
  await press(page, en.failure.retry, page.getByText(en.orders.number(order.number)));
});

test('without main, every page says that part of the shop isn’t answering', async () => {
  const { open, order, productId } = await customerAt(stage);
  await cut('frontend->main');
  const pages = [
    { page: await open(LIST), seen: '.card' },
    { page: await open(`/products/${productId}`), seen: '.product' },
    { page: await open('/cart'), seen: '.line' },
    { page: await open('/orders'), seen: '.order-row' },
    { page: await open(`/orders/${order.id}`), seen: '.history' },
    { page: await open('/staff'), seen: '.staff-row' },
  ];
  await signIn(pages.at(-1)!.page, STAFF_TOKEN);
  for (const { page } of pages) await says(page, (t) => t.failures.unavailable.title);
  await join();
  for (const { page, seen } of pages) {
    await press(page, en.failure.retry, page.locator(seen).first());
  }
});

test('without catalog, orders can be read and the cart is kept without its names', async () => {
  const { page, open, order, productId } = await customerAt(stage);
  await cut('main->catalog');
  const list = await open(LIST);
  await says(list, (t) => t.failures.unavailable.title);
  await list.getByRole('combobox').fill('mug');
  await list.getByRole('status').getByText(en.search.failed).waitFor();
  const product = await open(`/products/${productId}`);
  await says(product, (t) => t.failures.unavailable.title);

  await page.bringToFront();
  await page.goto('/orders');
  await page.getByRole('link', { name: en.orders.number(order.number) }).click();
  await page.getByText(en.statuses.confirmed.meaning).waitFor();

  await page.goto('/cart');
  await inBoth(page, async (t) => {
    await page.getByRole('heading', { name: t.cart.partial }).waitFor();
    await page.locator('.line-name').getByText(t.cart.nameless).waitFor();
    const place = page.getByRole('button', { name: t.cart.place });
    expect(await place.getAttribute('aria-disabled')).toBe('true');
  });
  await join();
  await press(list, en.failure.retry, list.locator('.card').first());
  await press(product, en.failure.retry, product.locator('.product'));
  const place = page.getByRole('button', { name: en.cart.place });
  await press(page, en.cart.partialAgain, place.and(page.locator('[aria-disabled=false]')));
  await place.click();
  await page.getByRole('heading', { name: en.placed.title }).waitFor();
  expect(await getOrders(page)).toHaveLength(2);
});

test('without order, one can browse and fill the cart, and the checkout ends in one order', async () => {
  const { page, open, order, productId } = await customerAt(stage);
  await cut('main->order');
  const orders = await open('/orders');
  await says(orders, (t) => t.failures.unavailable.title);
  const single = await open(`/orders/${order.id}`);
  await says(single, (t) => t.failures.unavailable.title);

  await page.bringToFront();
  await page.goto(LIST);
  await page.locator('.card').first().waitFor();
  await page.goto(`/products/${productId}`);
  await page.getByRole('button', { name: en.product.add }).click();
  await page.getByText(en.product.added(3)).waitFor();
  await page.goto('/cart');
  await page.getByRole('button', { name: en.cart.place }).click();
  await says(page, (t) => t.checkout.unavailableTitle);
  await join();
  await press(orders, en.failure.retry, orders.getByText(en.orders.number(order.number)));
  await press(single, en.failure.retry, single.locator('.history'));
  await press(page, en.checkout.retry, page.getByRole('heading', { name: en.placed.title }));
  expect(await getOrders(page)).toHaveLength(2);
});

test('an order whose answer is lost on the way is placed once', async () => {
  const { page } = await customerAt(stage);
  await page.goto('/cart');
  await page.locator('.line').waitFor();
  await slowDown('customer->frontend', 1500);
  const sent = page.waitForRequest(`${SHOP_URL}/api/checkout`);
  await page.getByRole('button', { name: en.cart.place }).click();
  await sent;
  await cut('customer->frontend');
  await says(page, (t) => t.checkout.unknownTitle);
  await join();
  await press(page, en.checkout.retry, page.getByRole('heading', { name: en.placed.title }));
  expect(await getOrders(page)).toHaveLength(2);
});

test('a shop that is slow is called slow, and one that swallows every question unavailable', async () => {
  const { page } = await customerAt(stage);
  await slowDown('frontend->main', 5000);
  await page.goto(LIST);
  await inBoth(page, (t) => page.getByText(t.state.slow).waitFor());
  await page.locator('.card').first().waitFor();
  await join();
  await drop('main->catalog');
  await untilUnavailable('/api/products');
  await page.goto(LIST);
  await says(page, (t) => t.failures.unavailable.title);
  await join();
  await press(page, en.failure.retry, page.locator('.card').first());
});
