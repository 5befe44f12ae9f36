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

/** The words that the shop was asked to suggest for. */
function asked(): (string | null)[] {
  return stage.mock.seen
    .filter(({ path, query }) => path === '/api/products' && query.includes('limit=6'))
    .map(({ query }) => new URLSearchParams(query).get('q'));
}

describe.each(SPOKEN)('searching while typing in $language', ({ language, locale, t }) => {
  test('suggests products, counts them aloud and leads to the chosen one by keyboard', async () => {
    const page = await stage.visit('/', { locale });
    const lamp = stage.mock.shop.products[7]!;
    const field = page.getByRole('combobox', { name: t.nav.search });
    await field.pressSequentially(language === 'ko' ? '황동' : 'brass');
    const options = page.getByRole('option');
    await options.first().waitFor();
    const count = await options.count();
    await page.getByRole('status').getByText(t.search.found(count)).waitFor();
    expect(await field.getAttribute('aria-expanded')).toBe('true');

    const name = language === 'ko' ? lamp.nameKo : lamp.name;
    const lampOption = page.getByRole('option', { name });
    while ((await lampOption.getAttribute('aria-selected')) !== 'true') {
      await page.keyboard.press('ArrowDown');
    }
    expect(await field.getAttribute('aria-activedescendant')).toBe(
      await lampOption.getAttribute('id'),
    );
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name }).waitFor();
  });

  test('says calmly that there is nothing, or that suggestions fail', async () => {
    const page = await stage.visit('/', { locale });
    const field = page.getByRole('combobox');
    await field.fill('zeppelin');
    await page.getByRole('status').getByText(t.search.none('zeppelin')).waitFor();
    stage.mock.troubles.add({ path: /products$/, effect: { kind: 'status', status: 503 } });
    await field.fill('zeppelins');
    await page.getByRole('status').getByText(t.search.failed).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });
});

test('quick typing asks once, and a newer word ends the question about the older one', async () => {
  const page = await stage.visit('/');
  const field = page.getByRole('combobox');
  // The list behind the field is an earlier question.
  await page.locator('.card').first().waitFor();
  const ended = page.waitForEvent('requestfailed', (request) => request.url().includes('q=kett'));
  stage.mock.troubles.add({ path: /products$/, times: 1, effect: { kind: 'hang' } });
  await field.pressSequentially('kett', { delay: 20 });
  await expect.poll(asked).toEqual(['kett']);
  await field.fill('lamp');
  await page.getByRole('option', { name: 'Table Lamp' }).waitFor();
  await ended;
  expect(asked()).toEqual(['kett', 'lamp']);
});

test('Escape closes, Enter without a choice searches, and a category stays the place', async () => {
  const page = await stage.visit('/categories/audio');
  const field = page.getByRole('combobox');
  await field.fill('radio');
  await page.getByRole('option').first().waitFor();
  await field.press('Escape');
  expect(await page.getByRole('option').count()).toBe(0);
  await field.press('Enter');
  await page
    .getByRole('heading', { level: 1, name: en.home.resultsIn('radio', 'Audio') })
    .waitFor();
  expect(new URL(page.url()).pathname).toBe('/categories/audio');
});

test('a category has an address of its own, and one that is unknown says so', async () => {
  const page = await stage.visit('/categories/audio');
  await page.getByRole('heading', { level: 1, name: 'Audio' }).waitFor();
  expect(await page.title()).toBe('Audio · Fairday');
  await page.goto(`${stage.url}/categories/none`);
  await page.getByRole('heading', { level: 1, name: en.home.noCategory }).waitFor();
  await page.getByRole('link', { name: en.home.showAll }).click();
  await page.locator('.card').first().waitFor();
});
