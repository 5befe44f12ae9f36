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

const looks = () => stage.mock.seen.filter(({ path }) => path === '/api/topology').length;

describe.each(SPOKEN)('the system status in $language', ({ locale, t }) => {
  test('shows version, replica and health of each service', async () => {
    const page = await stage.visit('/', { locale });
    await page.getByRole('link', { name: t.nav.topology }).click();
    await page.getByRole('status').getByText(t.topology.well).waitFor();
    for (const [name, replica] of [
      ['frontend', 'frontend-1'],
      ['main', 'main-2'],
      ['catalog', 'catalog-2'],
      ['order', 'order-2'],
    ] as const) {
      const row = page.getByRole('row').filter({
        has: page.getByRole('rowheader', { name, exact: true }),
      });
      await row.getByText(replica).waitFor();
      await row.getByText(t.topology.health.ok).waitFor();
    }
    await page.getByRole('img', { name: t.topology.picture }).waitFor();
  });

  test('names what does not answer, and sees it come back by itself', async () => {
    const { system } = stage.mock;
    system.silent.add('catalog');
    system.broken.add('order/shared-storage');
    const page = await stage.visit('/topology', { locale });
    const status = page.getByRole('status').filter({ hasText: 'catalog' });
    await status.getByText(t.topology.shared).waitFor();
    await page.getByText(t.topology.reasons.slow(800)).waitFor();
    system.silent.clear();
    system.broken.clear();
    await page.getByRole('status').getByText(t.topology.well).waitFor();
  });

  test('shows what can be seen when main is gone', async () => {
    const unavailable = { kind: 'status', status: 503 } as const;
    stage.mock.troubles.add({ path: /topology/, effect: unavailable });
    const page = await stage.visit('/topology', { locale });
    await page.getByRole('heading', { name: t.failures.unavailable.title }).waitFor();
    await page.getByText('frontend-1').waitFor();
    const main = page.getByRole('row').filter({
      has: page.getByRole('rowheader', { name: 'main', exact: true }),
    });
    await main.getByText(t.topology.health.unreachable).waitFor();
    // It would be read out with each look.
    expect(await page.getByRole('alert').count()).toBe(0);
  });
});

test('a pause ends the looking until somebody asks', async () => {
  const page = await stage.visit('/topology');
  await page.getByText(en.topology.well).waitFor();
  await expect.poll(looks, { timeout: 15_000 }).toBeGreaterThan(1);
  await page.getByRole('button', { name: en.topology.pause }).click();
  await page.getByText(en.topology.paused).waitFor();
  const before = looks();
  stage.mock.system.silent.add('order');
  await page.getByRole('button', { name: en.topology.now }).click();
  await page.getByRole('status').filter({ hasText: 'order' }).waitFor();
  expect(looks()).toBe(before + 1);
});
