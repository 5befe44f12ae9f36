import type { Page } from 'playwright-core';
import { TOKEN } from './mock/staff';
import type { en } from './words';

/** Signs in on the page that asks for the token, whatever its language. */
export async function signIn(page: Page, token = TOKEN): Promise<void> {
  const form = page.locator('.sign-in');
  await form.locator('input').fill(token);
  await form.locator('button[type=submit]').click();
}

/** A picture that every browser can draw: one pixel. */
export function png(): Buffer {
  return Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M/wHwAEBgIApD5fRAAAAABJRU5ErkJggg==',
    'base64',
  );
}

/** Fills the form of a product; each field as it is typed. */
export async function fillProduct(
  page: Page,
  t: typeof en,
  product: Record<keyof typeof en.staff.fields, string>,
): Promise<void> {
  const { category, ...typed } = product;
  for (const [field, text] of Object.entries(typed)) {
    const label = t.staff.fields[field as keyof typeof typed];
    await page.getByLabel(label, { exact: true }).fill(text);
  }
  await page.getByLabel(t.staff.fields.category).selectOption(category);
}
