import { getOrder } from '../api/shop';
import type { Order } from '../api/types';
import { Failure } from '../components/failure';
import { BackIcon } from '../components/icons';
import { Message } from '../components/message';
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
  const { data, error, busy, reload } = useResource(`order ${id}`, (signal) =>
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
        <OrderPage order={data} busy={busy} onRefresh={reload} />
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
}

function OrderPage({ order, busy, onRefresh }: Props) {
  const { t, format } = useSpeech();
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
      <section aria-labelledby="order-history">
        <h2 id="order-history">{t.orders.history}</h2>
        <ol className="history">
          {order.history.map((step, index) => (
            <li
              key={index}
              className={index === order.history.length - 1 ? 'history-now' : undefined}
            >
              <span className="history-status">
                {t.statuses[step.status]?.label ?? step.status}
              </span>
              <time dateTime={step.at}>{format.dateTime(step.at)}</time>
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}
