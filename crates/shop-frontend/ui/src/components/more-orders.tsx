import { useState } from 'react';
import { asShopError, type ShopError } from '../api/errors';
import type { Order, Page } from '../api/types';
import { useSpeech } from '../i18n/language';
import { Failure } from './failure';

interface Props {
  page: Page<Order>;
  /** Asks for what follows this cursor. */
  ask: (after: string | null) => Promise<Page<Order>>;
  onPage: (page: Page<Order>) => void;
}

/** Under a list of orders: asks for the next page of it, and says when that failed. */
export function MoreOrders({ page, ask, onPage }: Props) {
  const { t } = useSpeech();
  const [error, setError] = useState<ShopError | null>(null);
  const [busy, setBusy] = useState(false);

  const more = async () => {
    if (busy) return;
    setBusy(true);
    try {
      const older = await ask(page.next);
      const seen = new Set(page.items.map(({ id }) => id));
      const fresh = older.items.filter(({ id }) => !seen.has(id));
      onPage({ items: [...page.items, ...fresh], next: older.next });
      setError(null);
    } catch (reason) {
      setError(asShopError(reason));
    } finally {
      setBusy(false);
    }
  };

  if (error) return <Failure error={error} onRetry={() => void more()} retrying={busy} />;
  if (page.next === null) return null;
  return (
    <div className="more">
      <button
        type="button"
        className="button button-quiet"
        aria-disabled={busy}
        onClick={() => void more()}
      >
        {busy ? t.state.loading : t.orders.more}
      </button>
    </div>
  );
}
