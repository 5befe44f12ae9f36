import type { ShopError } from '../api/errors';

/**
 * What a failed checkout means for the customer's order.
 *
 * - `unknown`: nobody can say whether it was placed
 * - `unavailable`: the shop says that it could not finish
 * - all others: certainly not placed
 */
export type Outcome =
  'unknown' | 'unavailable' | 'outOfStock' | 'priceChanged' | 'empty' | 'lapsed' | 'refused';

export function outcomeOf(error: ShopError): Outcome {
  if (error.isProblem('out-of-stock')) return 'outOfStock';
  if (error.isProblem('price-changed')) return 'priceChanged';
  if (error.isProblem('empty-cart')) return 'empty';
  if (error.isProblem('reservation-gone') || error.isProblem('idempotency-mismatch')) {
    return 'lapsed';
  }
  switch (error.kind) {
    case 'unavailable':
    case 'busy':
      return 'unavailable';
    case 'refused':
    case 'notFound':
      // A conflict that this page does not know may be an earlier try that is still at work.
      return error.facts.status === 409 ? 'unknown' : 'refused';
    case 'unreachable':
    case 'timeout':
    case 'broken':
    case 'unreadable':
      return 'unknown';
  }
}

/** Only a certain end of the attempt may give up its key. */
export function endsAttempt(outcome: Outcome): boolean {
  return outcome !== 'unknown' && outcome !== 'unavailable';
}

/** The cart is not what the customer was shown. */
export function changesCart(outcome: Outcome): boolean {
  return outcome === 'empty' || outcome === 'outOfStock' || outcome === 'priceChanged';
}
