import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { MockStage } from './mock/stage';
import { signIn } from './staff-hand';
import { widthOf } from './stage';
import { cartLink, en, ko, SPOKEN } from './words';

let stage: MockStage;
beforeAll(async () => {
  stage = await MockStage.open();
});
afterEach(async () => {
  await stage.clear();
  expect(stage.complaints()).toEqual([]);
});
afterAll(() => stage.close());

describe.each(SPOKEN)('a purchase in $language', ({ language, locale, t }) => {
  test('leads from the search to an order with a number and a history', async () => {
    const page = await stage.visit('/', { locale });
    const kettle = stage.mock.shop.products[0]!;
    const name = language === 'ko' ? kettle.nameKo : kettle.name;

    expect(await page.locator('html').getAttribute('lang')).toBe(language);
    await page.getByRole('combobox').fill(language === 'ko' ? '주전자' : 'kettle');
    await page.getByRole('combobox').press('Enter');
    await page.getByRole('link', { name, exact: true }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await page.getByLabel(t.product.quantity).selectOption('2');
    await page.getByRole('button', { name: t.product.add }).click();
    await page.getByText(t.product.added(2)).waitFor();
    await page.getByRole('link', { name: cartLink(t, 2) }).click();

    await page.getByRole('heading', { level: 1, name: t.cart.title }).waitFor();
    await page.getByLabel(t.cart.quantityOf(name)).selectOption('3');
    await page.getByRole('link', { name: cartLink(t, 3) }).waitFor();
    const money = language === 'ko' ? 'US$144.00' : '$144.00';
    expect(await page.locator('.summary-total dd').textContent()).toBe(money);
    await page.getByRole('button', { name: t.cart.place }).click();

    await page.getByRole('heading', { level: 1, name: t.placed.title }).waitFor();
    const order = stage.mock.shop.orders[0]!;
    await page.getByText(order.number, { exact: true }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/orders/${order.id}/placed`);
    expect(await page.title()).toBe(`${t.placed.title} · Fairday`);
    await page.getByRole('link', { name: t.nav.cart, exact: true }).waitFor();

    await page.getByRole('link', { name: t.nav.orders }).click();
    await page.getByRole('link', { name: t.orders.number(order.number) }).click();
    const history = page.locator('.history li');
    await history.first().waitFor();
    const steps = await history.locator('.history-status').allTextContents();
    expect(steps).toEqual([t.statuses.pending.label, t.statuses.confirmed.label]);
    await page.getByRole('link', { name, exact: true }).waitFor();
  });

  test('can be made with the keyboard alone', async () => {
    const product = stage.mock.shop.products[1]!;
    const page = await stage.visit(`/products/${product.id}`, { locale });
    const add = page.getByRole('button', { name: t.product.add });
    await add.waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');

    await page.keyboard.press('Tab');
    expect(await focused()).toBe(t.nav.skip);
    await page.keyboard.press('Enter');
    while ((await focused()) !== t.product.add) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText(t.product.added(1)).waitFor();
    while ((await focused()) !== t.product.viewCart) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: t.cart.place }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
    while ((await focused()) !== t.cart.place) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: t.placed.title }).waitFor();
    expect(stage.mock.shop.orders).toHaveLength(1);
  });

  test.each([320, 360, 768])(
    'fits a screen %i wide in every view',
    { timeout: 90_000 },
    async (width) => {
      const { shop } = stage.mock;
      const order = shop.earlier('shipped', [[4, 20]], new Date('2026-11-21T13:05:00Z'));
      shop.put(shop.products[4]!.id, 20);
      const page = await stage.visit('/', { locale, viewport: { width, height: 700 } });
      const views = [
        '/',
        '/categories/audio',
        `/products/${shop.products[16]!.id}`,
        '/cart',
        '/orders',
      ];
      const own = [`/orders/${order.id}`, `/orders/${order.id}/placed`, '/topology', '/no'];
      const id = shop.products[16]!.id;
      const staff = ['/staff', '/staff/products/new', `/staff/products/${id}`, '/staff/orders'];
      for (const view of [...views, ...own, ...staff]) {
        await page.goto(stage.url + view);
        if (view === '/staff') await signIn(page);
        await page.locator('h1').waitFor();
        await page.waitForLoadState('networkidle');
        expect(await widthOf(page), view).toBeLessThanOrEqual(width);
      }
    },
  );
});

test('the language can be changed, and stays changed', async () => {
  const page = await stage.visit('/', { locale: 'en-US' });
  await page.getByRole('heading', { level: 1, name: en.shop.tagline }).waitFor();
  await page.getByRole('button', { name: en.nav.otherLanguage }).click();
  await page.getByRole('heading', { level: 1, name: ko.shop.tagline }).waitFor();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: ko.shop.tagline }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('ko');
});

test('a category narrows the list, and Back restores the longer list where it was left', async () => {
  const page = await stage.visit('/');
  await page.getByRole('button', { name: en.home.more }).click();
  const last = page.locator('.card').nth(27).getByRole('link');
  await last.scrollIntoViewIfNeeded();
  const before = await page.evaluate(() => window.scrollY);
  expect(before).toBeGreaterThan(0);
  await last.click();
  await page.getByRole('button', { name: en.product.add }).waitFor();
  expect(await page.evaluate(() => window.scrollY)).toBe(0);
  await page.goBack();
  await last.waitFor();
  expect(await page.evaluate(() => window.scrollY)).toBe(before);

  await page.evaluate(() => window.scrollTo(0, 0));
  const chips = page.getByRole('navigation', { name: en.home.categories });
  await chips.getByRole('link', { name: 'Audio' }).click();
  await page.getByRole('heading', { level: 1, name: 'Audio' }).waitFor();
  await expect.poll(() => page.locator('.card').count()).toBe(4);
});

test('a sold out product cannot be bought, and the last pieces are counted', async () => {
  const { products } = stage.mock.shop;
  const page = await stage.visit(`/products/${products[7]!.id}`);
  await page.getByText(en.product.soldOut).waitFor();
  expect(await page.getByRole('button', { name: en.product.add }).count()).toBe(0);
  await page.goto(`${stage.url}/products/${products[3]!.id}`);
  await page.getByText(en.product.fewLeft(4)).waitFor();
  expect(await page.getByLabel(en.product.quantity).locator('option').count()).toBe(4);
});

test('what is removed leaves the cart, and an empty cart says so', async () => {
  const { shop } = stage.mock;
  const mug = shop.products[12]!;
  shop.put(mug.id, 2);
  const page = await stage.visit('/cart');
  await page.getByRole('button', { name: en.cart.removeOf(mug.name) }).click();
  await page.getByRole('heading', { name: en.cart.empty }).waitFor();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
});

test('a picture that cannot be loaded leaves a quiet placeholder', async () => {
  stage.mock.troubles.add({ path: /\/image$/, effect: { kind: 'status', status: 503 } });
  const page = await stage.visit('/');
  await page.locator('.card .picture-missing').first().waitFor();
});

test('a search without a result and an unknown address say what to do', async () => {
  const page = await stage.visit('/?q=zeppelin');
  await page.getByText(en.home.nothingFor('zeppelin')).waitFor();
  await page.getByRole('link', { name: en.home.showAll }).click();
  await page.locator('.card').first().waitFor();
  await page.goto(`${stage.url}/no/such/page`);
  await page.getByRole('heading', { level: 1, name: en.state.notFound }).waitFor();
  await page.goto(`${stage.url}/orders`);
  await page.getByRole('heading', { name: en.orders.empty }).waitFor();
});
