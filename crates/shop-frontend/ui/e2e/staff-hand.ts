import type { Page } from 'playwright-core';
import { TOKEN } from './mock/staff';

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
