import type { Page } from 'playwright-core';
import { Stage } from '../../e2e/stage';
import { SPOKEN, type en } from '../../e2e/words';
import type { Order } from '../../src/api/types';
import { getProducts, order, putIntoCart } from '../customer';
import { PATIENCE_MS, SHOP_URL } from '../lab';

/** A customer with an order and a cart. */
export interface Customer {
  /** The first page in their browser. */
  page: Page;
  /** Opens another page in the same browser. */
  open: (path: string) => Promise<Page>;
  order: Order;
  /** The product that is in the order and in the cart. */
  productId: string;
}

export function openStage(): Promise<Stage> {
  return Stage.at(SHOP_URL, PATIENCE_MS);
}

export async function customerAt(stage: Stage): Promise<Customer> {
  const page = await stage.visit('/');
  const [product] = await getProducts(page);
  const productId = product!.id;
  const placed = await order(page, productId);
  await putIntoCart(page, productId, 2);
  const open = async (path: string) => {
    const other = await page.context().newPage();
    await other.goto(path);
    return other;
  };
  return { page, open, order: placed, productId };
}

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
