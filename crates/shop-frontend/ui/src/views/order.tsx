import { getOrder, invoiceOf } from '../api/shop';
import type { Order, OrderStatus } from '../api/types';
import { CancelOrder } from '../components/cancel-order';
import { Failure } from '../components/failure';
import { BackIcon, InvoiceIcon } from '../components/icons';
import { Message } from '../components/message';
import { OrderHistory } from '../components/order-history';
import { OrderLines } from '../components/order-lines';
import { StatusBadge } from '../components/status-badge';
import { LineSkeletons, Waiting } from '../components/waiting';
import { useSpeech } from '../i18n/language';
import { useTitle } from '../lib/announce';
import { useResource } from '../lib/use-resource';
import { Link } from '../router/link';
import { to } from '../router/routes';

export function OrderView({ id }: { id: string }) {
  const { t } = useSpeech();
  const { data, error, busy, reload, replace } = useResource(`order ${id}`, (signal) =>
    getOrder(id, signal),
  );
  useTitle(data ? t.orders.number(data.number) : error ? t.orders.title : null);

  if (error?.kind === 'notFound') return <OrderMissing />;
  return (
    <div className="page page-narrow">
      <p className="back">
        <Link href={to.orders()}>
          <BackIcon /> {t.orders.back}
        </Link>
      </p>
      {error && (
        <Failure
          error={error}
          level={data ? 2 : 1}
          {...(data ? { note: t.failure.stale } : {})}
          onRetry={reload}
          retrying={busy}
        />
      )}
      {data ? (
        <OrderPage order={data} busy={busy} onRefresh={reload} onChanged={replace} />
      ) : (
        !error && (
          <Waiting>
            <LineSkeletons />
          </Waiting>
        )
      )}
    </div>
  );
}

export function OrderMissing() {
  const { t } = useSpeech();
  return (
    <Message level={1} title={t.orders.notFound} body={t.orders.notFoundBody}>
      <Link href={to.orders()} className="button">
        {t.orders.back}
      </Link>
    </Message>
  );
}

interface Props {
  order: Order;
  busy: boolean;
  onRefresh: () => void;
  onChanged: (order: Order) => void;
}

const CANCELLABLE: readonly OrderStatus[] = ['confirmed', 'paid'];

/** An invoice is written when the order is confirmed, and stays when it is cancelled afterwards. */
function hasInvoice(order: Order): boolean {
  return order.history.some(({ status }) => status === 'confirmed');
}

function OrderPage({ order, busy, onRefresh, onChanged }: Props) {
  const { t, format, language } = useSpeech();
  return (
    <>
      <div className="order-head">
        <h1>{t.orders.number(order.number)}</h1>
        <StatusBadge status={order.status} />
      </div>
      <p className="faint">{t.orders.placedOn(format.date(order.createdAt))}</p>
      <div className="order-status">
        <p role="status">{t.statuses[order.status]?.meaning}</p>
        {order.status === 'pending' && (
          <button
            type="button"
            className="button button-quiet"
            aria-disabled={busy}
            onClick={() => {
              if (!busy) onRefresh();
            }}
          >
            {busy ? t.state.loading : t.orders.refresh}
          </button>
        )}
      </div>
      <OrderLines order={order} />
      <OrderHistory order={order} />
      <div className="order-actions">
        {hasInvoice(order) && (
          <a
            className="button button-quiet"
            href={invoiceOf(order.id, language)}
            target="_blank"
            rel="noopener"
          >
            <InvoiceIcon /> {t.orders.invoice}
            <span className="visually-hidden"> {t.orders.newTab}</span>
          </a>
        )}
        {CANCELLABLE.includes(order.status) && (
          <CancelOrder order={order} onChanged={onChanged} onRefresh={onRefresh} />
        )}
      </div>
    </>
  );
}
