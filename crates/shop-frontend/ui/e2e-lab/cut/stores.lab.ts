import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { png, signIn } from '../../e2e/staff-hand';
import type { Stage } from '../../e2e/stage';
import { en } from '../../e2e/words';
import { inBoth, says } from '../both';
import { createProduct, press } from '../customer';
import { cut, join, mend, STAFF_TOKEN, until, untilUnavailable } from '../lab';
import { customerAt, LIST, openStage } from './stage';

/** Data stores that a service cannot reach: what each page says, and that its own button leads on afterwards. */

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

test('without a node of Redis, only the carts that live there can’t be used', async () => {
  const { page, open, productId } = await customerAt(stage);
  let lost = 0;
  for (const node of ['services->redis-1', 'services->redis-2', 'services->redis-3']) {
    await cut(node);
    await page.goto('/cart');
    const failure = page.getByRole('alert');
    await page.locator('.line').or(failure).waitFor();
    if (await failure.isVisible()) {
      lost += 1;
      await says(page, (t) => t.failures.unavailable.title);
      const product = await open(`/products/${productId}`);
      await product.getByRole('button', { name: en.product.add }).click();
      await says(product, (t) => t.product.addFailed);
      await join();
      await press(product, en.failure.retry, product.getByText(en.product.added(3)));
      await press(page, en.failure.retry, page.locator('.line'));
    }
    await mend();
  }
  expect(lost).toBe(1);
});

test('without its database, catalog sells nothing, and orders can be read', async () => {
  const { page, open, order, productId } = await customerAt(stage);
  await cut('catalog->postgres');
  // What is kept in Redis is shown until catalog takes no more requests.
  await untilUnavailable(`/api/products/${productId}`);
  await page.goto(LIST);
  await says(page, (t) => t.failures.unavailable.title);
  const single = await open(`/orders/${order.id}`);
  await single.getByText(en.statuses.confirmed.meaning).waitFor();
  const cart = await open('/cart');
  // Until the last connection to a replica that still shows what it keeps is closed.
  await until('the cart is partial', async () => {
    await cart.reload();
    await cart.locator('.line').first().waitFor();
    return cart.getByRole('heading', { name: en.cart.partial }).isVisible();
  });
  await inBoth(cart, (t) => cart.getByRole('heading', { name: t.cart.partial }).waitFor());
  await join();
  await press(page, en.failure.retry, page.locator('.card').first());
});

test('without its database, order takes nothing, and one can browse', async () => {
  const { page, open, order } = await customerAt(stage);
  await cut('order->postgres');
  await page.goto(LIST);
  await page.locator('.card').first().waitFor();
  await page.goto('/cart');
  await page.getByRole('button', { name: en.cart.place }).click();
  await says(page, (t) => t.checkout.unavailableTitle);
  const single = await open(`/orders/${order.id}`);
  await says(single, (t) => t.failures.unavailable.title);
  await join();
  await press(single, en.failure.retry, single.locator('.history'));
  await press(page, en.checkout.retry, page.getByRole('heading', { name: en.placed.title }));
});

test('without S3, everything is sold without its picture, and staff can’t store one', async () => {
  const desk = await stage.visit('/staff');
  const fern = await createProduct(desk, {});
  await desk.goto(`/staff/products/${fern.id}`);
  await signIn(desk, STAFF_TOKEN);
  const file = { name: 'fern.png', mimeType: 'image/png', buffer: png() };
  await desk.getByLabel(en.staff.choosePicture).setInputFiles(file);
  await cut('catalog->s3');
  const visitor = await stage.visit(LIST);
  await visitor.locator('.card .picture-missing').first().waitFor();
  await desk.getByRole('button', { name: en.staff.upload }).click();
  await says(desk, (t) => t.staff.uploadFailed);
  await join();
  await press(desk, en.failure.retry, desk.getByText(en.staff.pictureStored));
  await visitor.reload();
  await visitor.locator('.card img').first().waitFor();
});
