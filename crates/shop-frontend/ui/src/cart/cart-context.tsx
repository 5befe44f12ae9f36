import {
  createContext,
  use,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from 'react';
import { asShopError, type ShopError } from '../api/errors';
import { deleteCartItem, getCart, putCartItem } from '../api/shop';
import type { Cart } from '../api/types';

/** A cart that was seen longer ago is asked for again when the customer comes back to the tab. */
const STALE_AFTER_MS = 30_000;

export interface CartStore {
  /** Null until the shop has told us. */
  cart: Cart | null;
  error: ShopError | null;
  busy: boolean;
  reload: () => Promise<Cart>;
  /** Sets the quantity of a product; 0 removes it. Changes are sent one after the other. */
  setQuantity: (productId: string, quantity: number) => Promise<Cart>;
  /** Adds to what the cart holds already, up to `most`. */
  add: (productId: string, quantity: number, most: number) => Promise<Cart>;
  /** The shop has emptied the cart: an order was placed. */
  emptied: () => void;
}

const CartContext = createContext<CartStore | null>(null);

export function CartProvider({ children }: { children: ReactNode }) {
  const [cart, setCart] = useState<Cart | null>(null);
  const [error, setError] = useState<ShopError | null>(null);
  const [waiting, setWaiting] = useState(0);
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const seen = useRef<{ cart: Cart | null; at: number }>({ cart: null, at: 0 });

  const keep = useCallback((next: Cart) => {
    seen.current = { cart: next, at: Date.now() };
    setCart(next);
    setError(null);
    return next;
  }, []);

  // One at a time: two answers that overtake each other would show a cart that is not there, and
  // two first changes at once would each make a new customer, of whom only one keeps the cookie.
  const inTurn = useCallback((work: () => Promise<Cart>): Promise<Cart> => {
    setWaiting((n) => n + 1);
    const turn = queue.current.then(work, work).finally(() => setWaiting((n) => n - 1));
    queue.current = turn.catch(() => undefined);
    return turn;
  }, []);

  const reload = useCallback(
    () =>
      inTurn(async () => {
        try {
          return keep(await getCart());
        } catch (reason) {
          const failure = asShopError(reason);
          setError(failure);
          throw failure;
        }
      }),
    [inTurn, keep],
  );

  const setQuantity = useCallback(
    (productId: string, quantity: number) =>
      inTurn(async () =>
        keep(await (quantity > 0 ? putCartItem(productId, quantity) : deleteCartItem(productId))),
      ),
    [inTurn, keep],
  );

  const add = useCallback(
    (productId: string, quantity: number, most: number) =>
      inTurn(async () => {
        // The API sets a quantity, so the present one must be known.
        const now = seen.current.cart ?? keep(await getCart());
        const held = now.items.find((item) => item.productId === productId)?.quantity ?? 0;
        return keep(await putCartItem(productId, Math.min(held + quantity, most)));
      }),
    [inTurn, keep],
  );

  const emptied = useCallback(() => {
    const currency = seen.current.cart?.total.currency ?? 'USD';
    keep({ items: [], total: { amount: 0, currency } });
  }, [keep]);

  useEffect(() => {
    const ask = () => void reload().catch(() => undefined);
    ask();
    const look = () => {
      const stale = Date.now() - seen.current.at > STALE_AFTER_MS;
      if (document.visibilityState === 'visible' && stale) ask();
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [reload]);

  const store = useMemo<CartStore>(
    () => ({ cart, error, busy: waiting > 0, reload, setQuantity, add, emptied }),
    [cart, error, waiting, reload, setQuantity, add, emptied],
  );
  return <CartContext value={store}>{children}</CartContext>;
}

export function useCart(): CartStore {
  const store = use(CartContext);
  if (store === null) throw new Error('useCart needs a CartProvider around it');
  return store;
}

export function unitsIn(cart: Cart): number {
  return cart.items.reduce((sum, item) => sum + item.quantity, 0);
}
