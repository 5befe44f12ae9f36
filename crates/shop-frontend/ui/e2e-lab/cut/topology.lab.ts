import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Stage } from '../../e2e/stage';
import { en } from '../../e2e/words';
import { inBoth } from '../both';
import { press } from '../customer';
import { cut, join, mend } from '../lab';
import { openStage } from './stage';

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

const rowOf = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });

/** Looks until the service is in this state, and sees that state named in both languages. */
async function turns(
  page: Page,
  name: string,
  health: keyof typeof en.topology.health,
): Promise<void> {
  const badge = (t: typeof en) =>
    rowOf(page, name).locator('.badge').getByText(t.topology.health[health], { exact: true });
  await press(page, en.topology.now, badge(en));
  await inBoth(page, (t) => badge(t).waitFor());
}

test('the system status shows the services and stores that run', async () => {
  const page = await stage.visit('/topology');
  await inBoth(page, (t) => page.getByRole('status').getByText(t.topology.well).waitFor());
  for (const name of ['frontend', 'main', 'catalog', 'order']) {
    const row = rowOf(page, name);
    await row.getByText(new RegExp(`^${name}-\\d+$`)).waitFor();
    await row.getByText(en.topology.health.ok, { exact: true }).waitFor();
  }
  const stores = await page.locator('.diagram-wide .box-store .box-name').allTextContents();
  const { shared } = en.topology;
  const expected = ['PostgreSQL', 'PostgreSQL', 'Redis', 'Redis', 'S3', shared];
  expect(stores.sort()).toEqual(expected);
});

test('the system status shows what is cut off, why, and that it is back', async () => {
  const page = await stage.visit('/topology');
  await page.getByText(en.topology.well).waitFor();
  await page.getByRole('button', { name: en.topology.pause }).click();

  await cut('catalog->s3');
  await turns(page, 'catalog', 'impaired');
  const { silent } = en.topology;
  await rowOf(page, 'catalog').getByText(`S3: ${silent}`).waitFor();
  await join();
  await turns(page, 'catalog', 'ok');

  await cut('services->redis-2');
  await turns(page, 'main', 'impaired');
  await rowOf(page, 'main').getByText(`Redis: ${silent}`).waitFor();
  await join();
  await turns(page, 'main', 'ok');

  await cut('main->order');
  await turns(page, 'order', 'unreachable');
  await inBoth(page, async (t) => {
    await page.getByRole('status').filter({ hasText: 'order' }).waitFor();
    const { away, leftAlone } = t.topology.reasons;
    const reason = rowOf(page, 'order').locator('.reason');
    expect([away, leftAlone]).toContain(await reason.textContent());
  });
  await join();
  await turns(page, 'order', 'ok');

  await cut('frontend->main');
  await turns(page, 'main', 'unreachable');
  await inBoth(page, (t) =>
    page.getByRole('heading', { name: t.failures.unavailable.title }).waitFor(),
  );
  await rowOf(page, 'frontend').getByText('frontend-1').waitFor();
  await join();
  // By itself: this is the page that looks again unasked.
  await page.getByRole('button', { name: en.topology.resume }).click();
  await page.getByRole('status').getByText(en.topology.well).waitFor();
});
