import { useState } from 'react';
import { asShopError, type ShopError } from '../api/errors';
import { cancelOrder } from '../api/shop';
import type { Order } from '../api/types';
import { useSpeech } from '../i18n/language';
import { announce } from '../lib/announce';
import { Confirm } from './confirm';
import { Failure } from './failure';

interface Props {
  order: Order;
  onChanged: (order: Order) => void;
  /** Asks the shop where the order stands now. */
  onRefresh: () => void;
}

/** Lets the customer take back an order that has not left yet. */
export function CancelOrder({ order, onChanged, onRefresh }: Props) {
  const { t } = useSpeech();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ShopError | null>(null);

  const cancel = async () => {
    setAsking(false);
    if (busy) return;
    setBusy(true);
    try {
      const cancelled = await cancelOrder(order.id);
      setError(null);
      announce(t.orders.cancelled);
      onChanged(cancelled);
      // The button that had the focus is gone.
      document.getElementById('content')?.focus({ preventScroll: true });
    } catch (reason) {
      setError(asShopError(reason));
    } finally {
      setBusy(false);
    }
  };

  const late = error?.isProblem('invalid-transition') ?? false;
  return (
    <>
      {error &&
        (late ? (
          <Failure error={error} title={t.orders.tooLate} body={t.orders.tooLateBody}>
            <button type="button" className="button" onClick={onRefresh}>
              {t.orders.refresh}
            </button>
          </Failure>
        ) : (
          <Failure
            error={error}
            title={t.orders.cancelFailed}
            onRetry={() => void cancel()}
            retrying={busy}
          />
        ))}
      <button
        type="button"
        className="button button-quiet"
        aria-disabled={busy}
        onClick={() => {
          if (!busy) setAsking(true);
        }}
      >
        {busy ? t.orders.cancelling : t.orders.cancel}
      </button>
      {asking && (
        <Confirm
          title={t.orders.cancelTitle(order.number)}
          body={t.orders.cancelBody}
          action={t.orders.cancel}
          onConfirm={() => void cancel()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
