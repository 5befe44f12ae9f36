import { useState } from 'react';
import { asShopError, type ShopError } from '../api/errors';
import type { Cart, CartItem } from '../api/types';
import { unitsIn, useCart } from '../cart/cart-context';
import { useCheckout, type Checkout } from '../cart/use-checkout';
import { CheckoutFailure } from '../components/checkout-failure';
import { Failure } from '../components/failure';
import { Message } from '../components/message';
import { Notice } from '../components/notice';
import { Picture } from '../components/picture';
import { Quantity } from '../components/quantity';
import { LineSkeletons, useSlow, Waiting } from '../components/waiting';
import { useSpeech } from '../i18n/language';
import { announce, useTitle } from '../lib/announce';
import { useCountdown } from '../lib/use-countdown';
import { Link } from '../router/link';
import { to } from '../router/routes';

export function CartView() {
  const { t } = useSpeech();
  const { cart, error, busy, reload } = useCart();
  const checkout = useCheckout();
  useTitle(t.cart.title);

  const again = () => void reload().catch(() => undefined);
  if (cart === null) {
    return (
      <div className="page">
        <h1>{t.cart.title}</h1>
        {error ? (
          <Failure error={error} onRetry={again} retrying={busy} />
        ) : (
          <Waiting>
            <LineSkeletons />
          </Waiting>
        )}
      </div>
    );
  }
  return (
    <div className="page">
      <h1>{t.cart.title}</h1>
      <CheckoutFailure checkout={checkout} />
      {cart.partial && cart.items.length > 0 && (
        <Notice title={t.cart.partial} body={t.cart.partialBody}>
          <button
            type="button"
            className="button button-quiet"
            aria-disabled={busy}
            onClick={() => {
              if (!busy) again();
            }}
          >
            {busy ? t.state.loading : t.cart.partialAgain}
          </button>
        </Notice>
      )}
      {error && <Failure error={error} note={t.failure.stale} onRetry={again} retrying={busy} />}
      {cart.items.length === 0 ? (
        <Message title={t.cart.empty} body={t.cart.emptyBody}>
          <Link href={to.home()} className="button">
            {t.cart.browse}
          </Link>
        </Message>
      ) : (
        <Filled cart={cart} checkout={checkout} />
      )}
    </div>
  );
}

function Filled({ cart, checkout }: { cart: Cart; checkout: Checkout }) {
  const { t } = useSpeech();
  const { setQuantity, busy } = useCart();
  const [failed, setFailed] = useState<{ error: ShopError; retry: () => void } | null>(null);
  const short = failed?.error.isProblem('out-of-stock') ?? false;
  const locked = busy || checkout.placing;

  const change = async (productId: string, quantity: number) => {
    try {
      await setQuantity(productId, quantity);
      setFailed(null);
      announce(t.cart.changed);
      // The row that had the focus is gone.
      if (quantity === 0) document.getElementById('content')?.focus({ preventScroll: true });
    } catch (reason) {
      const retry = () => void change(productId, quantity);
      setFailed({ error: asShopError(reason), retry });
    }
  };

  return (
    <>
      {failed && (
        <Failure
          error={failed.error}
          title={t.cart.changeFailed}
          {...(short ? { body: t.product.short } : {})}
          note={t.cart.changeFailedBody}
          onRetry={short ? undefined : failed.retry}
          retrying={busy}
        />
      )}
      <div className="cart">
        <ul className="lines">
          {cart.items.map((item) => (
            <Line
              key={item.productId}
              item={item}
              locked={locked}
              onChange={(quantity) => void change(item.productId, quantity)}
            />
          ))}
        </ul>
        <Summary cart={cart} checkout={checkout} locked={locked} />
      </div>
    </>
  );
}

interface LineProps {
  item: CartItem;
  locked: boolean;
  onChange: (quantity: number) => void;
}

function Line({ item, locked, onChange }: LineProps) {
  const { t, format, pick } = useSpeech();
  // A cart that the catalog could not complete knows no names.
  const name = pick(item.name ?? '', item.nameKo ?? '') || t.cart.nameless;
  return (
    <li className="line">
      <Picture productId={item.productId} alt="" eager />
      <div className="line-text">
        <Link href={to.product(item.productId)} className="line-name">
          {name}
        </Link>
        <p className="faint">{t.cart.each(format.money(item.unitPrice))}</p>
        <div className="line-controls">
          <Quantity
            id={`quantity-${item.productId}`}
            label={t.cart.quantityOf(name)}
            value={item.quantity}
            disabled={locked}
            onChange={onChange}
          />
          <button
            type="button"
            className="link-button"
            aria-label={t.cart.removeOf(name)}
            aria-disabled={locked}
            onClick={() => {
              if (!locked) onChange(0);
            }}
          >
            {t.cart.remove}
          </button>
        </div>
      </div>
      <p className="price">{format.money(item.lineTotal)}</p>
    </li>
  );
}

interface SummaryProps {
  cart: Cart;
  checkout: Checkout;
  locked: boolean;
}

function Summary({ cart, checkout, locked }: SummaryProps) {
  const { t, format } = useSpeech();
  const slow = useSlow(checkout.placing);
  const facts = checkout.refusal?.error?.facts;
  const wait = useCountdown(facts?.at ?? null, facts?.retryAfter ?? null);
  const total = format.money(cart.total);
  const blocked = locked || wait > 0 || cart.partial === true;
  return (
    <section className="summary" aria-labelledby="summary">
      <h2 id="summary">{t.cart.summary}</h2>
      <dl>
        <div>
          <dt>{t.cart.items(unitsIn(cart))}</dt>
          <dd>{total}</dd>
        </div>
        <div>
          <dt>{t.cart.shipping}</dt>
          <dd>{t.cart.free}</dd>
        </div>
        <div className="summary-total">
          <dt>{t.cart.total}</dt>
          <dd>{total}</dd>
        </div>
      </dl>
      <button
        type="button"
        className="button button-large button-wide"
        aria-disabled={blocked}
        onClick={() => {
          if (!blocked) void checkout.place(cart);
        }}
      >
        {checkout.placing ? t.cart.placing : t.cart.place}
      </button>
      <p className="faint">{cart.partial ? t.cart.partialWait : t.cart.oneStep}</p>
      <p role="status" className="faint">
        {slow ? t.cart.placingLong : ''}
      </p>
    </section>
  );
}
