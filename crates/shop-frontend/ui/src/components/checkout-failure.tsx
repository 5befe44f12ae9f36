import type { Outcome } from '../cart/outcome';
import type { Checkout } from '../cart/use-checkout';
import { useSpeech } from '../i18n/language';
import { Link } from '../router/link';
import { to } from '../router/routes';
import { Failure } from './failure';

/** Tells what a failed checkout means for the order, and whether it is safe to try again. */
export function CheckoutFailure({ checkout }: { checkout: Checkout }) {
  const { t } = useSpeech();
  const { refusal, placing, retry } = checkout;
  if (refusal === null) return null;

  const words: Record<Outcome, { title: string; body: string; retry: boolean; orders: boolean }> = {
    unknown: {
      title: t.checkout.unknownTitle,
      body: t.checkout.unknownBody,
      retry: true,
      orders: true,
    },
    unavailable: {
      title: t.checkout.unavailableTitle,
      body: t.checkout.unavailableBody,
      retry: true,
      orders: false,
    },
    outOfStock: {
      title: t.checkout.outOfStockTitle,
      body: t.checkout.outOfStockBody,
      retry: false,
      orders: false,
    },
    priceChanged: {
      title: t.checkout.priceChangedTitle,
      body: t.checkout.priceChangedBody,
      retry: false,
      orders: false,
    },
    empty: {
      title: t.checkout.emptyTitle,
      body: t.checkout.emptyBody,
      retry: false,
      orders: true,
    },
    lapsed: {
      title: t.checkout.lapsedTitle,
      body: t.checkout.lapsedBody,
      retry: false,
      orders: false,
    },
    refused: {
      title: t.checkout.refusedTitle,
      body: t.checkout.refusedBody,
      retry: false,
      orders: false,
    },
  };
  const { title, body, retry: canRetry, orders } = words[refusal.outcome];
  return (
    <Failure
      error={refusal.error}
      title={title}
      body={body}
      onRetry={canRetry ? () => void retry() : undefined}
      retryLabel={t.checkout.retry}
      retrying={placing}
    >
      {orders && (
        <Link href={to.orders()} className="button button-quiet">
          {t.checkout.seeOrders}
        </Link>
      )}
    </Failure>
  );
}
