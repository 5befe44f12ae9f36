import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { MockStage } from './mock/stage';
import { TOKEN } from './mock/staff';
import { fillProduct, png, signIn } from './staff-hand';
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

async function atDesk(path: string, locale = 'en-US'): Promise<Page> {
  const page = await stage.visit(path, { locale });
  await signIn(page);
  return page;
}

describe.each(SPOKEN)('the staff in $language', ({ language, locale, t }) => {
  test('sign in with a token that is kept in this tab alone', async () => {
    const page = await stage.visit('/staff', { locale });
    await page.getByRole('heading', { level: 1, name: t.staff.signInTitle }).waitFor();
    await signIn(page, 'wrong');
    await page.getByText(t.staff.wrongToken).waitFor();
    await signIn(page, '토큰');
    await page.getByText(t.staff.wrongToken).waitFor();
    await signIn(page);
    await page.getByRole('heading', { level: 1, name: t.staff.products }).waitFor();
    expect(await page.evaluate(() => sessionStorage.getItem('staff-token'))).toBe(TOKEN);
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(TOKEN);
    expect(stage.mock.seen.some(({ path, query }) => `${path}${query}`.includes(TOKEN))).toBe(
      false,
    );
    await page.getByRole('button', { name: t.staff.signOut }).click();
    await page.getByRole('heading', { level: 1, name: t.staff.signInTitle }).waitFor();
    expect(await page.evaluate(() => sessionStorage.getItem('staff-token'))).toBeNull();
  });

  test('add a product, give it a picture, change it and remove it', async () => {
    const { shop } = stage.mock;
    const page = await atDesk('/staff', locale);
    await page.getByRole('link', { name: t.staff.add }).click();
    await page.getByRole('heading', { level: 1, name: t.staff.newTitle }).waitFor();
    await page.getByRole('button', { name: t.staff.create }).click();
    await page.getByText(t.staff.rules.name).waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('edit-name');

    await fillProduct(page, t, {
      name: 'Clay Teapot',
      nameKo: '옹기 찻주전자',
      description: 'Pours well.',
      descriptionKo: '',
      sku: 'KIT-9001',
      category: 'kitchen',
      price: '39.5',
      stock: '7',
    });
    await page.getByRole('button', { name: t.staff.create }).click();
    const shown = language === 'ko' ? '옹기 찻주전자' : 'Clay Teapot';
    await page.getByRole('heading', { level: 1, name: t.staff.editTitle(shown) }).waitFor();
    const made = shop.products.at(-1)!;
    expect(made).toMatchObject({ sku: 'KIT-9001', price: { amount: 3950 }, stock: 7, version: 1 });

    const file = { name: 'pot.png', mimeType: 'image/png', buffer: png() };
    await page.getByLabel(t.staff.choosePicture).setInputFiles(file);
    await page.getByRole('img', { name: t.staff.preview }).waitFor();
    await page.getByRole('button', { name: t.staff.upload }).click();
    await page.getByText(t.staff.pictureStored).waitFor();
    expect(stage.mock.staff.images.get(made.id)?.type).toBe('image/png');
    const drawn = page.locator('.editor-picture img');
    await expect.poll(() => drawn.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(1);

    await page.getByLabel(t.staff.fields.price).fill('41.00');
    await page.getByRole('button', { name: t.staff.save }).click();
    await page.getByText(t.staff.saved).waitFor();
    const after = shop.product(made.id)!;
    expect(after).toMatchObject({ price: { amount: 4100 }, stock: 7, version: 3 });

    await page.getByRole('button', { name: t.staff.remove }).click();
    const dialog = page.getByRole('dialog', { name: t.staff.removeAsk(shown) });
    await dialog.getByRole('button', { name: t.staff.remove }).click();
    await page.getByRole('heading', { level: 1, name: t.staff.products }).waitFor();
    expect(shop.product(made.id)).toBeUndefined();
  });

  test('never overwrite each other, and lose nothing that was typed', async () => {
    const { shop } = stage.mock;
    const kettle = shop.products[0]!;
    const page = await atDesk(`/staff/products/${kettle.id}`, locale);
    const price = page.getByLabel(t.staff.fields.price);
    await page.getByLabel(t.staff.fields.name).fill('Big Kettle');
    await price.fill('50.00');
    Object.assign(kettle, { version: 2, price: { amount: 4700, currency: 'USD' }, sku: 'KIT-77' });

    await page.getByRole('button', { name: t.staff.save }).click();
    await page.getByRole('heading', { name: t.staff.conflict }).waitFor();
    expect(kettle.name).not.toBe('Big Kettle');
    await page.getByRole('button', { name: t.staff.loadNewest }).click();
    await page.getByText(t.staff.changedToo).waitFor();
    expect(await page.getByLabel(t.staff.fields.sku).inputValue()).toBe('KIT-77');
    expect(await price.inputValue()).toBe('50.00');
    await page.getByRole('button', { name: t.staff.save }).click();
    await page.getByText(t.staff.saved).waitFor();
    expect(kettle).toMatchObject({ name: 'Big Kettle', sku: 'KIT-77', version: 3 });
    expect(kettle.price.amount).toBe(5000);
  });

  test('move orders on, and see when somebody was faster', async () => {
    const { shop } = stage.mock;
    const order = shop.earlier('confirmed', [[0, 1]], new Date('2026-11-20T10:00:00Z'));
    const page = await atDesk('/staff/orders', locale);
    const row = page.getByRole('listitem').filter({ hasText: order.number });
    await row.getByRole('button', { name: t.staff.actions.pay }).click();
    await row.getByText(t.statuses.paid.label).waitFor();
    await row.getByRole('button', { name: t.staff.actions.ship }).click();
    await row.getByText(t.statuses.shipped.label).waitFor();
    expect(await row.getByRole('button', { name: t.staff.actions.cancel }).count()).toBe(0);
    await row.getByRole('button', { name: t.staff.actions.deliver }).click();
    await row.getByText(t.statuses.delivered.label).waitFor();
    expect(order.history.at(-1)).toMatchObject({ status: 'delivered', actor: 'staff' });

    const other = shop.earlier('confirmed', [[3, 1]], new Date('2026-11-21T10:00:00Z'));
    await page.getByRole('button', { name: t.staff.reload }).click();
    const second = page.getByRole('listitem').filter({ hasText: other.number });
    await second.getByRole('button', { name: t.staff.actions.pay }).waitFor();
    other.status = 'cancelled';
    await second.getByRole('button', { name: t.staff.actions.pay }).click();
    const notice = page.getByRole('alert');
    await notice.getByRole('heading', { name: t.staff.movedOn }).waitFor();
    await notice.getByRole('button', { name: t.staff.reload }).click();
    await second.locator('.badge').getByText(t.statuses.cancelled.label).waitFor();
  });
});

test('staff cancel an order after a question, and its pieces are in stock again', async () => {
  const { shop } = stage.mock;
  const order = shop.earlier('paid', [[3, 2]], new Date('2026-11-20T10:00:00Z'));
  const page = await atDesk('/staff/orders?status=paid');
  await page.getByRole('button', { name: en.staff.actions.cancel }).click();
  await page.getByRole('dialog').getByRole('button', { name: en.staff.actions.cancel }).click();
  await page.locator('.desk-order').getByText(en.statuses.cancelled.label).waitFor();
  expect(order.status).toBe('cancelled');
  expect(shop.products[3]!.stock).toBe(4);
});

test('the desk shows one status, and says when there is none of it', async () => {
  const { shop } = stage.mock;
  shop.earlier('paid', [[0, 1]], new Date('2026-11-20T10:00:00Z'));
  const page = await atDesk('/staff/orders');
  await page.locator('.desk-order').waitFor();
  await page.getByLabel(en.staff.status).selectOption('shipped');
  await page.getByRole('heading', { name: en.staff.noOrders }).waitFor();
  expect(new URL(page.url()).search).toBe('?status=shipped');
});

test('an item number that is taken is shown at its field', async () => {
  const { products } = stage.mock.shop;
  const page = await atDesk(`/staff/products/${products[0]!.id}`);
  await page.getByLabel(en.staff.fields.sku).fill(products[1]!.sku);
  await page.getByRole('button', { name: en.staff.save }).click();
  await page.getByRole('alert').getByText(en.staff.skuTaken).waitFor();
  const sku = page.getByLabel(en.staff.fields.sku);
  expect(await sku.getAttribute('aria-invalid')).toBe('true');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('edit-sku');
});

test('what only the shop refuses is shown at the field as well', async () => {
  const { shop, troubles } = stage.mock;
  const page = await atDesk(`/staff/products/${shop.products[0]!.id}`);
  troubles.add({
    method: 'PUT',
    path: /products/,
    times: 1,
    effect: {
      kind: 'status',
      status: 400,
      type: '/problems/validation',
      errors: [{ field: 'price.amount', message: 'must be from 1 to 100000000 minor units' }],
    },
  });
  await page.getByRole('button', { name: en.staff.save }).click();
  await page.getByText(en.staff.rules.price).waitFor();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('edit-price');
});

test.each([
  ['a file of another kind', 'notes.txt', 'text/plain', Buffer.from('hello'), en.staff.wrongType],
  ['a file that is too large', 'a.png', 'image/png', Buffer.alloc(5_242_881), en.staff.tooLarge],
])('%s is refused before it is sent', async (_, name, mimeType, buffer, words) => {
  const page = await atDesk(`/staff/products/${stage.mock.shop.products[0]!.id}`);
  await page.getByLabel(en.staff.choosePicture).setInputFiles({ name, mimeType, buffer });
  await page.getByText(words).waitFor();
  expect(await page.getByRole('button', { name: en.staff.upload }).count()).toBe(0);
});

test('a file that only claims to be a picture is refused by the shop, in the same words', async () => {
  const page = await atDesk(`/staff/products/${stage.mock.shop.products[0]!.id}`);
  const buffer = Buffer.from('<svg/>');
  const fake = { name: 'a.png', mimeType: 'image/png', buffer };
  await page.getByLabel(en.staff.choosePicture).setInputFiles(fake);
  await page.getByRole('button', { name: en.staff.upload }).click();
  await page.getByText(en.staff.wrongType).waitFor();
});

test('an upload that is cut off can be repeated', async () => {
  const { shop, staff, troubles } = stage.mock;
  const page = await atDesk(`/staff/products/${shop.products[0]!.id}`);
  troubles.add({ method: 'PUT', path: /image/, times: 1, effect: { kind: 'cut' } });
  const file = { name: 'a.png', mimeType: 'image/png', buffer: png() };
  await page.getByLabel(en.staff.choosePicture).setInputFiles(file);
  await page.getByRole('button', { name: en.staff.upload }).click();
  const notice = page.getByRole('alert');
  await notice.getByRole('heading', { name: en.staff.uploadFailed }).waitFor();
  await notice.getByRole('button', { name: en.failure.retry }).click();
  await page.getByText(en.staff.pictureStored).waitFor();
  expect(staff.images.size).toBe(1);
});

test('a picture never replaces what somebody else changed meanwhile', async () => {
  const { shop, staff } = stage.mock;
  const kettle = shop.products[0]!;
  const page = await atDesk(`/staff/products/${kettle.id}`);
  const file = { name: 'a.png', mimeType: 'image/png', buffer: png() };
  await page.getByLabel(en.staff.choosePicture).setInputFiles(file);
  Object.assign(kettle, { version: 2, sku: 'KIT-77' });

  await page.getByRole('button', { name: en.staff.upload }).click();
  const notice = page.getByRole('alert');
  await notice.getByRole('heading', { name: en.staff.conflict }).waitFor();
  expect(staff.images.size).toBe(0);
  await notice.getByRole('button', { name: en.staff.loadNewest }).click();
  await page.getByText(en.staff.newestLoaded).waitFor();
  expect(await page.getByLabel(en.staff.fields.sku).inputValue()).toBe('KIT-77');
  // The file is still chosen.
  await page.getByRole('button', { name: en.staff.upload }).click();
  await page.getByText(en.staff.pictureStored).waitFor();
  expect(staff.images.size).toBe(1);
  expect(kettle.version).toBe(3);
});

test('a token that lapses leads to the sign-in and back to what was typed', async () => {
  const { shop, troubles } = stage.mock;
  const page = await atDesk(`/staff/products/${shop.products[0]!.id}`);
  await page.getByLabel(en.staff.fields.name).fill('Big Kettle');
  troubles.add({
    method: 'PUT',
    path: /products/,
    times: 1,
    effect: { kind: 'status', status: 401, type: '/problems/unauthorized' },
  });
  await page.getByRole('button', { name: en.staff.save }).click();
  await page.getByText(en.staff.lapsed).waitFor();
  await signIn(page);
  expect(await page.getByLabel(en.staff.fields.name).inputValue()).toBe('Big Kettle');
  await page.getByRole('button', { name: en.staff.save }).click();
  await page.getByText(en.staff.saved).waitFor();
  expect(shop.products[0]!.name).toBe('Big Kettle');
});

test('every staff page says when the shop does not answer, and recovers', async () => {
  const { shop, troubles } = stage.mock;
  const id = shop.products[0]!.id;
  const page = await atDesk('/staff');
  await page.locator('.staff-row').first().waitFor();
  for (const view of ['/staff', `/staff/products/${id}`, '/staff/orders']) {
    // Not a picture of the page before, which may still be on its way.
    const path = /(products|orders)(\/[^/]+)?$/;
    troubles.add({ path, times: 1, effect: { kind: 'status', status: 503 } });
    await page.goto(stage.url + view);
    const notice = page.getByRole('alert');
    await notice.getByRole('heading', { name: en.failures.unavailable.title }).waitFor();
    await notice.getByRole('button', { name: en.failure.retry }).click();
    await notice.waitFor({ state: 'detached' });
  }
  troubles.add({ method: 'PUT', path: /products/, times: 1, effect: { kind: 'cut' } });
  await page.goto(`${stage.url}/staff/products/${id}`);
  await page.getByRole('button', { name: en.staff.save }).click();
  const notice = page.getByRole('alert');
  await notice.getByRole('heading', { name: en.staff.saveFailed }).waitFor();
  await notice.getByRole('button', { name: en.failure.retry }).click();
  await page.getByText(en.staff.saved).waitFor();
});
