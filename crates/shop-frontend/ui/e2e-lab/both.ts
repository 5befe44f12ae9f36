import type { Page } from 'playwright-core';
import { SPOKEN, type en } from '../e2e/words';

/** Looks at a page that is in English, in both languages; it is in English again afterwards. */
export async function inBoth(page: Page, look: (t: typeof en) => Promise<unknown>): Promise<void> {
  await page.bringToFront();
  for (const { t } of SPOKEN) {
    await look(t);
    await page.getByRole('button', { name: t.nav.otherLanguage, exact: true }).click();
  }
}

/** The page says in both languages that something failed, under this title. */
export function says(page: Page, title: (t: typeof en) => string): Promise<void> {
  const alert = page.getByRole('alert');
  return inBoth(page, (t) => alert.getByRole('heading', { name: title(t), exact: true }).waitFor());
}
