import type { Order } from '../api/types';
import { tabStore } from '../lib/storage';

const STORED = 'placed-order';

/**
 * Keeps the order that was just placed, so that the confirmation shows its number even when the
 * shop cannot answer another question right now.
 */
export function rememberPlaced(order: Order): void {
  tabStore.set(STORED, JSON.stringify(order));
}

export function recallPlaced(id: string): Order | null {
  try {
    const order = JSON.parse(tabStore.get(STORED) ?? 'null') as Order | null;
    return order?.id === id ? order : null;
  } catch {
    return null;
  }
}
