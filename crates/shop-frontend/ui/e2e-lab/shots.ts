import { mkdirSync } from 'node:fs';

import { afterAll, afterEach, beforeAll, test } from 'vitest';
import { png, signIn } from '../e2e/staff-hand';
import { Stage } from '../e2e/stage';
import {
  changeProduct,
  createProduct,
  getProducts,
  moveOrder,
  order,
  putIntoCart,
} from './customer';
import { cut, mend, PATIENCE_MS, SHOP_URL, STAFF_TOKEN } from './lab';

/** Pictures of every view of a real shop for a person to look at: `npm run shots:lab`, then see e2e-lab/shots/. */
const FOLDER = new URL('./shots/', import.meta.url).pathname;
const PHONE = { width: 360, height: 740 };
const LOOKS = [
  { name: 'en', options: { locale: 'en-US' } },
  { name: 'ko', options: { locale: 'ko-KR' } },
  { name: 'en-phone', options: { locale: 'en-US', viewport: PHONE } },
  { name: 'ko-phone', options: { locale: 'ko-KR', viewport: PHONE } },
] as const;

let stage: Stage;
beforeAll(async () => {
  mkdirSync(FOLDER, { recursive: true });
  stage = await Stage.at(SHOP_URL, PATIENCE_MS);
});
afterEach(async () => {
  await mend();
  await stage.clear();
});
afterAll(() => stage.close());

test.each(LOOKS)('pictures of every view in $name', async ({ name, options }) => {
  const page = await stage.visit('/', options);
  const shot = async (view: string, whole = true) => {
    if (whole) {
      // What is far down would be loaded only when it comes into sight.
      await page.evaluate(() => [...document.images].forEach((img) => (img.loading = 'eager')));
    }
    await page.waitForLoadState('networkidle');
    await page.evaluate(() => Promise.allSettled(document.getAnimations().map((a) => a.finished)));
    await page.screenshot({ path: `${FOLDER}${name}-${view}.png`, fullPage: whole });
  };
  const see = async (path: string, mark: string, view: string, whole = true) => {
    await page.goto(path);
    await page.locator(mark).first().waitFor();
    await shot(view, whole);
  };
  const products = await getProducts(page, '?limit=60');
  const [first, second, third] = products;
  const paid = await order(page, third!.id, 2);
  await moveOrder(page, paid, 'pay');
  for (const product of [second!, third!]) await putIntoCart(page, product.id, 1);
  const shipped = await order(page, first!.id, 3);
  for (const step of ['pay', 'ship']) await moveOrder(page, shipped, step);

  await see('/', '.card', 'home');
  await page.getByRole('combobox').fill('st');
  await page.locator('.suggestion').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await shot('suggestions', false);
  await see('/categories/plants', '.card', 'category');
  await see('/?q=kettle', '.card', 'search');
  await see(`/products/${products.at(-1)!.id}`, '.product', 'product');
  await page.locator('.buy-row .button').click();
  await page.locator('.done').waitFor();
  await shot('added');
  await putIntoCart(page, first!.id, 2);
  await see('/cart', '.line', 'cart');
  await see('/orders', '.order-row', 'orders');
  await see(`/orders/${shipped.id}`, '.history', 'order');
  await see(`/orders/${paid.id}/placed`, '.placed', 'placed');
  await see(`/api/orders/${paid.id}/invoice?lang=${name.slice(0, 2)}`, 'table', 'invoice');
  await see('/no/such/page', 'h1', 'missing');
  await see('/topology', 'table', 'topology');

  await page.goto('/staff');
  await page.locator('.sign-in').waitFor();
  await shot('staff-sign-in');
  await signIn(page, STAFF_TOKEN);
  await page.locator('.staff-row').first().waitFor();
  await shot('staff-products', false);
  await see('/staff/products/new', '.editor', 'staff-new');
  const fern = await createProduct(page, {});
  await see(`/staff/products/${fern.id}`, '.editor', 'staff-edit');
  await page
    .locator('#edit-file')
    .setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: png() });
  await changeProduct(page, fern, { name: 'Other Fern' });
  await page.locator('#edit-name').fill('Big Fern');
  await page.locator('.editor-foot .button').first().click();
  await page.locator('.failure').waitFor();
  await shot('staff-conflict');
  await see('/staff/orders', '.desk-order', 'staff-orders', false);

  await cut('main->catalog');
  await see('/', '.failure', 'without-catalog');
  await see('/cart', '.line', 'cart-partial');
  await see('/orders', '.order-row', 'orders-without-catalog');
  await cut('main->order');
  await see('/topology', 'table', 'topology-trouble');
  await mend();
  await cut('main->order');
  await see('/cart', '.line', 'cart-before');
  await page.locator('.summary .button').click();
  await page.locator('.failure').waitFor();
  await shot('checkout-failed');
  await see('/orders', '.failure', 'orders-failed');
  await see('/staff/orders', '.failure', 'staff-failed');
  await cut('frontend->main');
  await see('/topology', 'table', 'topology-without-main');
});
