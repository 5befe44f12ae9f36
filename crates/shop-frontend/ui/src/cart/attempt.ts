import type { Cart } from '../api/types';
import { tabStore, type Store } from '../lib/storage';
import { uuid } from '../lib/uuid';

const STORED = 'checkout-attempt';

/**
 * The idempotency key of the present attempt to order this cart.
 *
 * The key is kept until the attempt has a definite end, across retries and even a reload of the
 * page: an order whose answer was lost is then found again instead of being placed twice. Another
 * content of the cart is another attempt.
 */
export function attemptKey(cart: Cart, store: Store = tabStore): string {
  const content = contentOf(cart);
  const known = read(store);
  if (known?.content === content) return known.key;
  const key = uuid();
  store.set(STORED, JSON.stringify({ key, content }));
  return key;
}

/** The attempt has ended: placed, or refused for good. The next one gets a fresh key. */
export function endAttempt(store: Store = tabStore): void {
  store.remove(STORED);
}

function contentOf(cart: Cart): string {
  return cart.items
    .map((item) => `${item.productId}:${item.quantity}:${item.unitPrice.amount}`)
    .sort()
    .join(',');
}

function read(store: Store): { key: string; content: string } | null {
  try {
    const value: unknown = JSON.parse(store.get(STORED) ?? 'null');
    if (typeof value !== 'object' || value === null) return null;
    const { key, content } = value as Record<string, unknown>;
    return typeof key === 'string' && typeof content === 'string' ? { key, content } : null;
  } catch {
    return null;
  }
}
