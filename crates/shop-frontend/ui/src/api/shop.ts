import { call, CHECKOUT_TIMEOUT_MS } from './client';
import type { Cart, Category, Order, Page, Product } from './types';

/** Every call this page makes, one function each. */

export const PAGE_SIZE = 24;
/** What fits under the search field. */
export const SUGGESTIONS = 6;

export interface ProductQuery {
  q: string;
  category: string;
}

export function getProducts(
  query: ProductQuery,
  after: string | null,
  signal?: AbortSignal,
  limit = PAGE_SIZE,
): Promise<Page<Product>> {
  const parameters = new URLSearchParams({ limit: String(limit) });
  if (query.q !== '') parameters.set('q', query.q);
  if (query.category !== '') parameters.set('category', query.category);
  if (after !== null) parameters.set('after', after);
  return call(`/api/products?${parameters}`, signal ? { signal } : {});
}

export function getProduct(id: string, signal?: AbortSignal): Promise<Product> {
  return call(`/api/products/${encodeURIComponent(id)}`, signal ? { signal } : {});
}

export function getCategories(signal?: AbortSignal): Promise<Category[]> {
  return call('/api/categories', signal ? { signal } : {});
}

/** `version` gets round the browser's copy of a picture that was just replaced. */
export function imageOf(productId: string, version?: number): string {
  const path = `/api/products/${encodeURIComponent(productId)}/image`;
  return version === undefined ? path : `${path}?v=${version}`;
}

export function getCart(): Promise<Cart> {
  return call('/api/cart');
}

export function putCartItem(productId: string, quantity: number): Promise<Cart> {
  const path = `/api/cart/items/${encodeURIComponent(productId)}`;
  return call(path, { method: 'PUT', body: { quantity } });
}

export function deleteCartItem(productId: string): Promise<Cart> {
  return call(`/api/cart/items/${encodeURIComponent(productId)}`, { method: 'DELETE' });
}

export function postCheckout(idempotencyKey: string): Promise<Order> {
  return call('/api/checkout', {
    method: 'POST',
    headers: { 'idempotency-key': idempotencyKey },
    timeoutMs: CHECKOUT_TIMEOUT_MS,
  });
}

export function getOrders(after: string | null, signal?: AbortSignal): Promise<Page<Order>> {
  const parameters = new URLSearchParams({ limit: '20' });
  if (after !== null) parameters.set('after', after);
  return call(`/api/orders?${parameters}`, signal ? { signal } : {});
}

export function getOrder(id: string, signal?: AbortSignal): Promise<Order> {
  return call(`/api/orders/${encodeURIComponent(id)}`, signal ? { signal } : {});
}

export function cancelOrder(id: string): Promise<Order> {
  return call(`/api/orders/${encodeURIComponent(id)}/cancel`, { method: 'POST' });
}

/** A document to look at or to print, not a call. */
export function invoiceOf(orderId: string, language: string): string {
  return `/api/orders/${encodeURIComponent(orderId)}/invoice?lang=${language}`;
}
