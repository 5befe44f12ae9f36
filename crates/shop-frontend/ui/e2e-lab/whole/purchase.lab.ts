import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { cartLink, en, SPOKEN } from '../../e2e/words';
import { Stage, widthOf } from '../../e2e/stage';
import { formats } from '../../src/i18n/format';
import type { Order } from '../../src/api/types';
import { says } from '../both';
import { changeProduct, createProduct, getProducts, order, putIntoCart } from '../customer';
import { PATIENCE_MS, SHOP_URL } from '../lab';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.at(SHOP_URL, PATIENCE_MS);
});
afterEach(async () => {
  await stage.clear();
  expect(stage.complaints()).toEqual([]);
});
afterAll(() => stage.close());

describe.each(SPOKEN)('a purchase in $language', ({ language, locale, t }) => {
  test('leads from the front page to an order with its invoice, and it can be taken back', async () => {
    const page = await stage.visit('/', { locale });
    const [kettle] = await getProducts(page, '?q=kettle');
    const name = language === 'ko' ? kettle!.nameKo : kettle!.name;
    const { money } = formats(locale);
    const price = kettle!.price;
    await page.getByRole('heading', { level: 1, name: t.shop.tagline }).waitFor();

    const chips = page.getByRole('navigation', { name: t.home.categories });
    const kitchen = language === 'ko' ? '주방' : 'Kitchen';
    await chips.getByRole('link', { name: kitchen }).click();
    await page.getByRole('heading', { level: 1, name: kitchen }).waitFor();
    await expect.poll(() => page.locator('.card').count()).toBe(10);

    const field = page.getByRole('combobox', { name: t.nav.search });
    await field.pressSequentially(language === 'ko' ? '주전' : 'kettl');
    const suggestion = page.getByRole('option', { name });
    await suggestion.waitFor();
    while ((await suggestion.getAttribute('aria-selected')) !== 'true') {
      await field.press('ArrowDown');
    }
    await field.press('Enter');

    await page.getByRole('heading', { level: 1, name }).waitFor();
    const picture = page.getByRole('img', { name });
    await expect
      .poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth))
      .toBe(480);
    await page.getByLabel(t.product.quantity).selectOption('2');
    await page.getByRole('button', { name: t.product.add }).click();
    await page.getByText(t.product.added(2)).waitFor();
    await page.getByRole('link', { name: cartLink(t, 2) }).click();

    await page.getByRole('heading', { level: 1, name: t.cart.title }).waitFor();
    await page.getByLabel(t.cart.quantityOf(name)).selectOption('3');
    await page.getByRole('link', { name: cartLink(t, 3) }).waitFor();
    const total = money({ ...price, amount: 3 * price.amount });
    expect(await page.locator('.summary-total dd').textContent()).toBe(total);
    await page.getByRole('button', { name: t.cart.place }).click();

    await page.getByRole('heading', { level: 1, name: t.placed.title }).waitFor();
    const id = new URL(page.url()).pathname.split('/')[2]!;
    const placed = (await (await page.request.get(`/api/orders/${id}`)).json()) as Order;
    expect(placed).toMatchObject({ status: 'confirmed', total: { amount: 3 * price.amount } });
    await page.getByText(placed.number, { exact: true }).waitFor();
    await page.getByRole('link', { name: t.nav.cart, exact: true }).waitFor();

    await page.getByRole('link', { name: t.nav.orders }).click();
    await page.getByRole('link', { name: t.orders.number(placed.number) }).click();
    const steps = page.locator('.history-status');
    await steps.first().waitFor();
    expect(await steps.allTextContents()).toEqual([
      t.statuses.pending.label,
      t.statuses.confirmed.label,
    ]);

    const opened = page.context().waitForEvent('page');
    await page.getByRole('link', { name: t.orders.invoice }).click();
    const invoice = await opened;
    await invoice.getByRole('heading', { name: t.orders.invoice, exact: true }).waitFor();
    await invoice.getByText(placed.number, { exact: true }).waitFor();
    expect(await invoice.locator('html').getAttribute('lang')).toBe(language);
    await invoice.setViewportSize({ width: 320, height: 700 });
    expect(await widthOf(invoice)).toBeLessThanOrEqual(320);
    await invoice.close();

    await page.getByRole('button', { name: t.orders.cancel }).click();
    const dialog = page.getByRole('dialog', { name: t.orders.cancelTitle(placed.number) });
    await dialog.getByRole('button', { name: t.orders.cancel }).click();
    await page.getByText(t.statuses.cancelled.meaning).waitFor();
    await page.getByText(t.orders.by.customer).last().waitFor();
  });
});

test('a product that became short is told of, and fewer can be ordered', async () => {
  const page = await stage.visit('/orders');
  const fern = await createProduct(page, {});
  await putIntoCart(page, fern.id, 9);
  await page.goto('/cart');
  await page.locator('.line').waitFor();
  await changeProduct(page, fern, { stock: 7 });
  await page.getByRole('button', { name: en.cart.place }).click();
  await says(page, (t) => t.checkout.outOfStockTitle);
  await page.getByLabel(en.cart.quantityOf(fern.name)).selectOption('1');
  await page.getByRole('link', { name: cartLink(en, 1) }).waitFor();
  await page.getByRole('button', { name: en.cart.place }).click();
  await page.getByRole('heading', { name: en.placed.title }).waitFor();
});

test('nothing is bought at a price that the customer has not seen', async () => {
  const page = await stage.visit('/orders');
  const fern = await createProduct(page, {});
  await putIntoCart(page, fern.id, 1);
  await page.goto('/cart');
  await page.locator('.line').waitFor();
  await changeProduct(page, fern, { price: { amount: 2500, currency: 'USD' } });
  await page.getByRole('button', { name: en.cart.place }).click();
  await says(page, (t) => t.checkout.priceChangedTitle);
  await page.locator('.summary-total').getByText('$25.00').waitFor();
  await page.getByRole('button', { name: en.cart.place }).click();
  await page.getByRole('heading', { name: en.placed.title }).waitFor();
});

test('a cart that was ordered in another tab points to the orders', async () => {
  const page = await stage.visit('/orders');
  const [product] = await getProducts(page);
  await putIntoCart(page, product!.id, 1);
  await page.goto('/cart');
  await page.locator('.line').waitFor();
  const elsewhere = await order(page, product!.id);
  await page.getByRole('button', { name: en.cart.place }).click();
  await says(page, (t) => t.checkout.emptyTitle);
  await page.getByRole('alert').getByRole('link', { name: en.checkout.seeOrders }).click();
  await page.getByText(en.orders.number(elsewhere.number)).waitFor();
});

test('what does not exist, and what is another customer’s, is not found', async () => {
  const page = await stage.visit('/products/nothing');
  await page.getByRole('heading', { level: 1, name: en.product.notFound }).waitFor();
  await page.goto('/products/01980000-0000-7000-8000-000000000000');
  await page.getByRole('heading', { level: 1, name: en.product.notFound }).waitFor();
  const other = await stage.visit('/orders');
  const [product] = await getProducts(other);
  const { id } = await order(other, product!.id);
  await page.goto(`/orders/${id}`);
  await page.getByRole('heading', { level: 1, name: en.orders.notFound }).waitFor();
  await page.goto('/categories/none');
  await page.getByRole('heading', { level: 1, name: en.home.noCategory }).waitFor();
});
