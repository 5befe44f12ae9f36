import { expect, test } from 'vitest';
import { kindOfStatus, ShopError, type FailureKind } from '../api/errors';
import { endsAttempt, outcomeOf } from './outcome';

function failure(status: number | null, type: string | null, kind?: FailureKind): ShopError {
  return new ShopError({
    kind: kind ?? kindOfStatus(status ?? 500),
    method: 'POST',
    path: '/api/checkout',
    status,
    type,
    detail: null,
    requestId: 'r',
    retryAfter: null,
    fields: [],
    at: new Date(),
  });
}

test.each([
  ['out of stock', failure(409, '/problems/out-of-stock'), 'outOfStock', true],
  ['a changed price', failure(409, '/problems/price-changed'), 'priceChanged', true],
  ['an empty cart', failure(409, 'https://shop.example/problems/empty-cart'), 'empty', true],
  ['a lapsed reservation', failure(409, '/problems/reservation-gone'), 'lapsed', true],
  ['a reused key', failure(422, '/problems/idempotency-mismatch'), 'lapsed', true],
  ['a bad request', failure(400, null), 'refused', true],
  ['an unknown conflict', failure(409, '/problems/in-progress'), 'unknown', false],
  ['a dependency that is gone', failure(503, null), 'unavailable', false],
  ['too many requests', failure(429, null), 'unavailable', false],
  ['an error of the shop', failure(500, null), 'unknown', false],
  ['no answer', failure(null, null, 'unreachable'), 'unknown', false],
  ['a timeout', failure(null, null, 'timeout'), 'unknown', false],
] as const)('%s', (_, error, outcome, ends) => {
  expect(outcomeOf(error)).toBe(outcome);
  expect(endsAttempt(outcome)).toBe(ends);
});
