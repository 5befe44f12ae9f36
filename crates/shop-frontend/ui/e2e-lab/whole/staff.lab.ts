import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fillProduct, png, signIn } from '../../e2e/staff-hand';
import { Stage } from '../../e2e/stage';
import { en, SPOKEN } from '../../e2e/words';
import { formats } from '../../src/i18n/format';
import { inBoth, says } from '../both';
import { changeProduct, createProduct, getProducts, moveOrder, order, press } from '../customer';
import { PATIENCE_MS, SHOP_URL, STAFF_TOKEN } from '../lab';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.at(SHOP_URL, PATIENCE_MS);
});
afterEach(async () => {
  await stage.clear();
  expect(stage.complaints()).toEqual([]);
});
afterAll(() => stage.close());

async function atDesk(path: string, locale = 'en-US'): Promise<Page> {
  const page = await stage.visit(path, { locale });
  await signIn(page, STAFF_TOKEN);
  return page;
}

const pictureWidth = (page: Page, name: string) =>
  page.getByRole('img', { name }).evaluate((img: HTMLImageElement) => img.naturalWidth);

describe.each(SPOKEN)('the staff in $language', ({ language, locale, t }) => {
  test('add a product with a picture, change it and remove it, and customers see each step', async () => {
    const page = await stage.visit('/staff', { locale });
    await signIn(page, 'wrong');
    await page.getByText(t.staff.wrongToken).waitFor();
    await signIn(page, STAFF_TOKEN);
    await page.getByRole('link', { name: t.staff.add }).click();
    const own = {
      name: `Clay Teapot ${language}`,
      nameKo: `옹기 찻주전자 ${language}`,
      description: 'Pours well.',
      descriptionKo: '물줄기가 곱습니다.',
      sku: `TEAPOT-${Date.now()}`,
      category: 'audio',
      price: '39.5',
      stock: '700',
    };
    await fillProduct(page, t, own);
    await page.getByRole('button', { name: t.staff.create }).click();
    const name = language === 'ko' ? own.nameKo : own.name;
    await page.getByRole('heading', { level: 1, name: t.staff.editTitle(name) }).waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-1)!;

    const customer = await stage.visit(`/products/${id}`, { locale });
    await customer.getByRole('heading', { level: 1, name }).waitFor();
    await customer.getByText(t.product.inStock).waitFor();
    await customer.locator('.picture-missing').waitFor();

    const file = { name: 'pot.png', mimeType: 'image/png', buffer: png() };
    await page.getByLabel(t.staff.choosePicture).setInputFiles(file);
    await page.getByRole('button', { name: t.staff.upload }).click();
    await page.getByText(t.staff.pictureStored).waitFor();
    await expect.poll(() => pictureWidth(page, name)).toBe(1);
    await customer.reload();
    await expect.poll(() => pictureWidth(customer, name)).toBe(1);
    const stored = await customer.request.get(`/api/products/${id}/image`);
    expect(stored.headers()['content-type']).toBe('image/png');
    expect(await stored.body()).toEqual(png());

    await page.getByLabel(t.staff.fields.price, { exact: true }).fill('41.00');
    await page.getByRole('button', { name: t.staff.save }).click();
    await page.getByText(t.staff.saved).waitFor();
    await customer.reload();
    const price = formats(locale).money({ amount: 4100, currency: 'USD' });
    await customer.locator('.price-large').getByText(price).waitFor();
    await customer.getByText(t.product.inStock).waitFor();

    await page.getByRole('button', { name: t.staff.remove }).click();
    const dialog = page.getByRole('dialog', { name: t.staff.removeAsk(name) });
    await dialog.getByRole('button', { name: t.staff.remove }).click();
    await page.getByRole('heading', { level: 1, name: t.staff.products }).waitFor();
    await customer.reload();
    await customer.getByRole('heading', { level: 1, name: t.product.notFound }).waitFor();
    expect(await getProducts(customer, `?q=${own.sku}`)).toEqual([]);
  });
});

test('staff never overwrite or remove what somebody else has changed meanwhile', async () => {
  const page = await atDesk('/staff/orders');
  const fern = await createProduct(page, {});
  await page.goto(`/staff/products/${fern.id}`);
  const price = page.getByLabel(en.staff.fields.price, { exact: true });
  await page.getByLabel(en.staff.fields.name).fill('Big Fern');
  await price.fill('50.00');
  const sku = `${fern.sku}-2`;
  await changeProduct(page, fern, { price: { amount: 4700, currency: 'USD' }, sku });

  await page.getByRole('button', { name: en.staff.save }).click();
  await says(page, (t) => t.staff.conflict);
  await page.getByRole('button', { name: en.staff.loadNewest }).click();
  await page.getByText(en.staff.changedToo).waitFor();
  expect(await page.getByLabel(en.staff.fields.sku).inputValue()).toBe(sku);
  expect(await price.inputValue()).toBe('50.00');
  await page.getByRole('button', { name: en.staff.save }).click();
  await page.getByText(en.staff.saved).waitFor();
  const [now] = await getProducts(page, `?q=${sku}`);
  expect(now).toMatchObject({ name: 'Big Fern', sku, price: { amount: 5000 }, version: 3 });

  await changeProduct(page, fern, { name: 'Huge Fern' });
  const remove = async () => {
    await page.getByRole('button', { name: en.staff.remove }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: en.staff.remove }).click();
  };
  await remove();
  await says(page, (t) => t.staff.conflict);
  await page.getByRole('button', { name: en.staff.loadNewest }).click();
  await page.getByText(en.staff.newestLoaded).waitFor();
  await remove();
  await page.getByRole('heading', { level: 1, name: en.staff.products }).waitFor();
});

test('staff are told by the shop what it does not take, at its field', async () => {
  const page = await atDesk('/staff/orders');
  const [one, other] = [await createProduct(page, {}), await createProduct(page, {})];
  await page.goto(`/staff/products/${one.id}`);
  await page.getByLabel(en.staff.fields.sku).fill(other.sku);
  await page.getByRole('button', { name: en.staff.save }).click();
  const alert = page.getByRole('alert');
  await alert.waitFor();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('edit-sku');
  await inBoth(page, (t) => alert.getByText(t.staff.skuTaken).waitFor());

  const fake = { name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('<svg xmlns="x"/>') };
  await page.getByLabel(en.staff.choosePicture).setInputFiles(fake);
  await page.getByRole('button', { name: en.staff.upload }).click();
  await inBoth(page, (t) => page.getByText(t.staff.wrongType).waitFor());
});

test('staff move an order on, and its customer sees where it stands', async () => {
  const customer = await stage.visit('/orders');
  const [product] = await getProducts(customer);
  const { id, number } = await order(customer, product!.id);
  await customer.goto(`/orders/${id}`);
  await customer.getByText(en.statuses.confirmed.meaning).waitFor();

  const page = await atDesk('/staff/orders');
  const row = page.getByRole('listitem').filter({ hasText: number });
  // Other customers go on ordering: this order may be on a later page by now.
  await press(page, en.orders.more, row);
  const steps = [
    ['pay', 'paid'],
    ['ship', 'shipped'],
    ['deliver', 'delivered'],
  ] as const;
  for (const [action, status] of steps) {
    await row.getByRole('button', { name: en.staff.actions[action] }).click();
    await row.locator('.badge').getByText(en.statuses[status].label).waitFor();
    await customer.reload();
    await customer.getByText(en.statuses[status].meaning).waitFor();
    const cancel = customer.getByRole('button', { name: en.orders.cancel });
    expect(await cancel.count(), status).toBe(status === 'paid' ? 1 : 0);
  }
  await customer.getByText(en.orders.by.staff).last().waitFor();
});

test('staff see when somebody was faster', async () => {
  const customer = await stage.visit('/orders');
  const [product] = await getProducts(customer);
  const mine = await order(customer, product!.id);
  await moveOrder(customer, mine, 'pay');
  const page = await atDesk('/staff/orders?status=paid');
  const row = page.getByRole('listitem').filter({ hasText: mine.number });
  await row.getByRole('button', { name: en.staff.actions.ship }).waitFor();
  await moveOrder(customer, mine, 'cancel');
  await row.getByRole('button', { name: en.staff.actions.ship }).click();
  await says(page, (t) => t.staff.movedOn);
  await page.getByRole('alert').getByRole('button', { name: en.staff.reload }).click();
  await row.waitFor({ state: 'detached' });
  await customer.goto(`/orders/${mine.id}`);
  await customer.getByText(en.statuses.cancelled.meaning).waitFor();
  await customer.getByText(en.orders.by.staff).last().waitFor();
});

test('a customer is too late to cancel what has shipped meanwhile, and sees it', async () => {
  const page = await stage.visit('/orders');
  const [product] = await getProducts(page);
  const mine = await order(page, product!.id);
  await moveOrder(page, mine, 'pay');
  await page.goto(`/orders/${mine.id}`);
  await page.getByRole('button', { name: en.orders.cancel }).click();
  await moveOrder(page, mine, 'ship');
  await page.getByRole('dialog').getByRole('button', { name: en.orders.cancel }).click();
  await says(page, (t) => t.orders.tooLate);
  await page.getByRole('alert').getByRole('button', { name: en.orders.refresh }).click();
  await page.getByText(en.statuses.shipped.meaning).waitFor();
});
