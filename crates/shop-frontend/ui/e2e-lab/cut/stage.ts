import type { Page } from 'playwright-core';
import { Stage } from '../../e2e/stage';
import type { Order } from '../../src/api/types';
import { getProducts, order, putIntoCart } from '../customer';
import { PATIENCE_MS, SHOP_URL } from '../lab';

/** A list of products that has one picture to load, and not all. */
export const LIST = '/?q=kettle';

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
  const page = await stage.visit('/cart');
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
