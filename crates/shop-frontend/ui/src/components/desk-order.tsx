import { useState } from 'react';
import { asShopError, type ShopError } from '../api/errors';
import { moveOrder } from '../api/staff';
import type { Order, OrderAction, OrderStatus } from '../api/types';
import { useSpeech } from '../i18n/language';
import { announce } from '../lib/announce';
import { useStaff } from '../staff/staff-context';
import { Confirm } from './confirm';
import { Failure } from './failure';
import { StatusBadge } from './status-badge';

/** What staff can do next with an order. */
const ACTIONS: Record<OrderStatus, OrderAction[]> = {
  pending: [],
  confirmed: ['pay', 'cancel'],
  paid: ['ship', 'cancel'],
  shipped: ['deliver'],
  delivered: [],
  cancelled: [],
};

interface Props {
  order: Order;
  /** The Korean names of its products, as far as they are known. */
  korean: ReadonlyMap<string, string>;
  onMoved: (order: Order) => void;
  onReload: () => void;
}

/** One order on the staff's desk. */
export function DeskOrder({ order, korean, onMoved, onReload }: Props) {
  const { t, format, pick } = useSpeech();
  const { withToken } = useStaff();
  const [busy, setBusy] = useState<OrderAction | null>(null);
  const [failed, setFailed] = useState<{ error: ShopError; action: OrderAction } | null>(null);
  const [asking, setAsking] = useState(false);
  const titleId = `desk-${order.id}`;

  const move = async (action: OrderAction) => {
    setAsking(false);
    if (busy !== null) return;
    setBusy(action);
    try {
      const next = await withToken((token) => moveOrder(token, order.id, action));
      setFailed(null);
      announce(t.staff.moved(order.number, t.statuses[next.status]?.label ?? next.status));
      onMoved(next);
      // The button is gone; its order is still here.
      document.getElementById(titleId)?.focus();
    } catch (reason) {
      setFailed({ error: asShopError(reason), action });
    } finally {
      setBusy(null);
    }
  };

  const late = failed?.error.isProblem('invalid-transition') ?? false;
  return (
    <li className="desk-order">
      <div className="desk-order-head">
        <h2 id={titleId} tabIndex={-1}>
          {t.orders.number(order.number)}
        </h2>
        <StatusBadge status={order.status} />
        <p className="faint">{format.dateTime(order.createdAt)}</p>
        <p className="price">{format.money(order.total)}</p>
      </div>
      <ul className="desk-order-items">
        {order.items.map((item) => (
          <li key={item.productId}>
            {item.quantity} × {pick(item.name, korean.get(item.productId) ?? '')}
          </li>
        ))}
      </ul>
      {failed &&
        (late ? (
          <Failure error={failed.error} title={t.staff.movedOn} body={t.staff.movedOnBody}>
            <button type="button" className="button" onClick={onReload}>
              {t.staff.reload}
            </button>
          </Failure>
        ) : (
          <Failure
            error={failed.error}
            title={t.staff.moveFailed}
            onRetry={() => void move(failed.action)}
            retrying={busy !== null}
          />
        ))}
      {ACTIONS[order.status]?.length > 0 && (
        <div className="actions">
          {ACTIONS[order.status].map((action) => (
            <button
              key={action}
              type="button"
              className={action === 'cancel' ? 'button button-danger-quiet' : 'button'}
              aria-disabled={busy !== null}
              aria-describedby={titleId}
              onClick={() => {
                if (busy !== null) return;
                if (action === 'cancel') setAsking(true);
                else void move(action);
              }}
            >
              {busy === action ? t.staff.moving : t.staff.actions[action]}
            </button>
          ))}
        </div>
      )}
      {asking && (
        <Confirm
          title={t.orders.cancelTitle(order.number)}
          body={t.staff.cancelBody}
          action={t.staff.actions.cancel}
          onConfirm={() => void move('cancel')}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  );
}
