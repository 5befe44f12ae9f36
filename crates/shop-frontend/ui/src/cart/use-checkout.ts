import { useRef, useState } from 'react';
import { asShopError, type ShopError } from '../api/errors';
import { postCheckout } from '../api/shop';
import type { Cart } from '../api/types';
import { navigate } from '../router/location';
import { to } from '../router/routes';
import { attemptKey, endAttempt } from './attempt';
import { useCart } from './cart-context';
import { changesCart, endsAttempt, outcomeOf, type Outcome } from './outcome';
import { rememberPlaced } from './placed-order';

export interface Refusal {
  outcome: Outcome;
  /** Null when the shop answered with an order that it has cancelled already. */
  error: ShopError | null;
}

export interface Checkout {
  placing: boolean;
  refusal: Refusal | null;
  place: (cart: Cart) => Promise<void>;
  /** Tries the last attempt again, even if the cart has been emptied by it in the meantime. */
  retry: () => Promise<void>;
}

/** Places the cart as an order and leads to the confirmation. */
export function useCheckout(): Checkout {
  const { emptied, reload } = useCart();
  const [placing, setPlacing] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  // The state is a render late; a double click is faster than that.
  const underWay = useRef(false);
  const attempted = useRef<Cart | null>(null);

  const place = async (cart: Cart) => {
    if (underWay.current) return;
    underWay.current = true;
    attempted.current = cart;
    setPlacing(true);
    try {
      const order = await postCheckout(attemptKey(cart));
      endAttempt();
      if (order.status === 'cancelled') {
        setRefusal({ outcome: 'lapsed', error: null });
        return;
      }
      rememberPlaced(order);
      emptied();
      // Back must not lead to the cart that was just ordered.
      navigate(to.placed(order.id), { replace: true });
    } catch (reason) {
      const error = asShopError(reason);
      const outcome = outcomeOf(error);
      if (endsAttempt(outcome)) endAttempt();
      setRefusal({ outcome, error });
      if (changesCart(outcome)) void reload().catch(() => undefined);
    } finally {
      underWay.current = false;
      setPlacing(false);
    }
  };

  const retry = async () => {
    if (attempted.current !== null) await place(attempted.current);
  };

  return { placing, refusal, place, retry };
}
