import type { APIResponse, Locator, Page } from 'playwright-core';
import { uuid } from '../src/lib/uuid';
import type { Order, Product, ProductDraft } from '../src/api/types';
import { STAFF_TOKEN, until } from './lab';

/** What is done beside the page, by the same customer: the page's cookies go along. */

const bearer = { authorization: `Bearer ${STAFF_TOKEN}` };

async function good<T>(answer: APIResponse): Promise<T> {
  const text = await answer.text();
  if (!answer.ok()) throw new Error(`${answer.url()}: ${answer.status()} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/**
 * What may be asked again: right after a link is restored, another replica's circuit breaker may still refuse. A shop that
 * stays away is an error.
 */
async function patiently<T>(ask: () => Promise<APIResponse>): Promise<T> {
  let answer!: APIResponse;
  await until('the shop answers again', async () => {
    answer = await ask();
    return answer.status() !== 503;
  });
  return good(answer);
}

export async function getProducts(page: Page, query = ''): Promise<Product[]> {
  const ask = () => page.request.get(`/api/products${query}`);
  return (await patiently<{ items: Product[] }>(ask)).items;
}

export async function putIntoCart(page: Page, productId: string, quantity: number): Promise<void> {
  const path = `/api/cart/items/${productId}`;
  await patiently(() => page.request.put(path, { data: { quantity } }));
}

export async function order(page: Page, productId: string, quantity = 1): Promise<Order> {
  await putIntoCart(page, productId, quantity);
  const headers = { 'idempotency-key': uuid() };
  return patiently(() => page.request.post('/api/checkout', { headers }));
}

export async function getOrders(page: Page): Promise<Order[]> {
  const ask = () => page.request.get('/api/orders');
  return (await patiently<{ items: Order[] }>(ask)).items;
}

/** A product of its own for one test, among plants. */
export async function createProduct(page: Page, own: Partial<ProductDraft>): Promise<Product> {
  const data = {
    sku: `TEST-${uuid().slice(0, 8).toUpperCase()}`,
    name: 'Test Fern',
    nameKo: '시험용 고사리',
    description: 'Green all year.',
    descriptionKo: '일 년 내내 푸릅니다.',
    category: 'plants',
    price: { amount: 1900, currency: 'USD' },
    stock: 50,
    ...own,
  };
  return good(await page.request.post('/api/products', { headers: bearer, data }));
}

/** What somebody else of the staff does to a product meanwhile. */
export async function changeProduct(
  page: Page,
  { id }: Product,
  change: Partial<ProductDraft>,
): Promise<Product> {
  const now = await good<Product>(await page.request.get(`/api/products/${id}`));
  const { version, imagePath: _path, id: _id, stock: _stock, ...draft } = now;
  const headers = { ...bearer, 'if-match': `"${version}"` };
  const data = { ...draft, ...change };
  return good(await page.request.put(`/api/products/${id}`, { headers, data }));
}

/** What somebody else of the staff does to an order meanwhile. */
export async function moveOrder(page: Page, { id }: Order, action: string): Promise<void> {
  await good(await page.request.post(`/api/staff/orders/${id}/${action}`, { headers: bearer }));
}

/** Presses a button of the page, as often as it takes, until this is seen. */
export async function press(page: Page, label: string, seen: Locator): Promise<void> {
  // A page behind another is not drawn, and what is not drawn can't be pressed.
  await page.bringToFront();
  const button = page.getByRole('button', { name: label, exact: true }).first();
  await until(`“${label}” leads on`, async () => {
    if (await seen.isVisible()) return true;
    // Gone by now, or not to be pressed yet: the next look tells.
    await button.click({ timeout: 300 }).catch(() => undefined);
    return seen.isVisible();
  });
}
