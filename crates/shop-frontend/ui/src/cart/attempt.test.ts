import { expect, test } from 'vitest';
import type { Cart } from '../api/types';
import type { Store } from '../lib/storage';
import { attemptKey, endAttempt } from './attempt';

function memory(): Store {
  const values = new Map<string, string>();
  return {
    get: (key) => values.get(key) ?? null,
    set: (key, value) => void values.set(key, value),
    remove: (key) => void values.delete(key),
  };
}

function cartWith(...quantities: number[]): Cart {
  const money = { amount: 100, currency: 'USD' };
  return {
    items: quantities.map((quantity, index) => ({
      productId: `p${index}`,
      name: 'Mug',
      nameKo: '머그',
      quantity,
      unitPrice: money,
      lineTotal: money,
    })),
    total: money,
  };
}

test('a retry of the same cart keeps its key', () => {
  const store = memory();
  const key = attemptKey(cartWith(1, 2), store);
  expect(attemptKey(cartWith(1, 2), store)).toBe(key);
});

test('the order of the lines makes no other attempt', () => {
  const store = memory();
  const cart = cartWith(1, 2);
  const key = attemptKey(cart, store);
  expect(attemptKey({ ...cart, items: [...cart.items].reverse() }, store)).toBe(key);
});

test('another content of the cart is another attempt', () => {
  const store = memory();
  const key = attemptKey(cartWith(1), store);
  expect(attemptKey(cartWith(2), store)).not.toBe(key);
});

test('an ended attempt gives up its key', () => {
  const store = memory();
  const key = attemptKey(cartWith(1), store);
  endAttempt(store);
  expect(attemptKey(cartWith(1), store)).not.toBe(key);
});

test.each(['', 'null', '[]', '{"key":1}', '{'])('a spoilt store %j is no obstacle', (spoilt) => {
  const store = memory();
  store.set('checkout-attempt', spoilt);
  expect(attemptKey(cartWith(1), store)).toMatch(/^[0-9a-f-]{36}$/);
});
