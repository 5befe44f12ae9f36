import { call } from './client';
import { upload } from './upload';
import type { Order, OrderAction, OrderStatus, Page, Product, ProductDraft } from './types';

/** Every call that needs the rights of staff. The token travels in the header and nowhere else. */

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const ifMatch = (version: number) => ({ 'if-match': `"${version}"` });
const product = (id: string) => `/api/products/${encodeURIComponent(id)}`;

export const LARGEST_IMAGE = 5 * 1024 * 1024;
export const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/webp'];

export function getStaffOrders(
  token: string,
  query: { status: OrderStatus | ''; after: string | null; limit?: number },
  signal?: AbortSignal,
): Promise<Page<Order>> {
  const parameters = new URLSearchParams({ limit: String(query.limit ?? 20) });
  if (query.status !== '') parameters.set('status', query.status);
  if (query.after !== null) parameters.set('after', query.after);
  return call(`/api/staff/orders?${parameters}`, {
    headers: bearer(token),
    ...(signal ? { signal } : {}),
  });
}

/** Rejects with a 401 when the token is wrong. */
export async function checkToken(token: string): Promise<void> {
  await getStaffOrders(token, { status: '', after: null, limit: 1 });
}

export function moveOrder(token: string, id: string, action: OrderAction): Promise<Order> {
  const path = `/api/staff/orders/${encodeURIComponent(id)}/${action}`;
  return call(path, { method: 'POST', headers: bearer(token) });
}

export function createProduct(token: string, draft: ProductDraft): Promise<Product> {
  return call('/api/products', { method: 'POST', body: draft, headers: bearer(token) });
}

export function replaceProduct(
  token: string,
  id: string,
  version: number,
  draft: ProductDraft,
): Promise<Product> {
  const headers = { ...bearer(token), ...ifMatch(version) };
  return call(product(id), { method: 'PUT', body: draft, headers });
}

export function deleteProduct(token: string, id: string, version: number): Promise<void> {
  return call(product(id), {
    method: 'DELETE',
    headers: { ...bearer(token), ...ifMatch(version) },
  });
}

export function putImage(
  token: string,
  id: string,
  version: number,
  file: File,
  onProgress: (share: number) => void,
): Promise<Product> {
  const headers = { ...bearer(token), ...ifMatch(version) };
  return upload(`${product(id)}/image`, file, headers, onProgress);
}
