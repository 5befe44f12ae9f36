import { useState } from 'react';
import { getOrders } from '../api/shop';
import type { Order, Page } from '../api/types';
import { Failure } from '../components/failure';
import { Message } from '../components/message';
import { MoreOrders } from '../components/more-orders';
import { Picture } from '../components/picture';
import { StatusBadge } from '../components/status-badge';
import { LineSkeletons, Waiting } from '../components/waiting';
import { useSpeech } from '../i18n/language';
import { useTitle } from '../lib/announce';
import { useResource } from '../lib/use-resource';
import { Link } from '../router/link';
import { to } from '../router/routes';

/** More pictures than this say no more about an order. */
const PICTURES = 3;

export function OrdersView() {
  const { t } = useSpeech();
  const { data, error, busy, reload } = useResource('orders', (signal) => getOrders(null, signal));
  useTitle(t.orders.title);
  return (
    <div className="page page-narrow">
      <h1>{t.orders.title}</h1>
      {data ? (
        <OrderList first={data} />
      ) : error ? (
        <Failure error={error} onRetry={reload} retrying={busy} />
      ) : (
        <Waiting>
          <LineSkeletons count={4} />
        </Waiting>
      )}
    </div>
  );
}

function OrderList({ first }: { first: Page<Order> }) {
  const { t } = useSpeech();
  const [page, setPage] = useState(first);

  if (page.items.length === 0) {
    return (
      <Message title={t.orders.empty} body={t.orders.emptyBody}>
        <Link href={to.home()} className="button">
          {t.cart.browse}
        </Link>
      </Message>
    );
  }
  return (
    <>
      <ul className="orders">
        {page.items.map((order) => (
          <OrderRow key={order.id} order={order} />
        ))}
      </ul>
      <MoreOrders page={page} ask={(after) => getOrders(after)} onPage={setPage} />
    </>
  );
}

function OrderRow({ order }: { order: Order }) {
  const { t, format } = useSpeech();
  const units = order.items.reduce((sum, item) => sum + item.quantity, 0);
  return (
    <li className="order-row">
      <div className="order-row-text">
        <h2>
          <Link href={to.order(order.id)} className="card-link">
            {t.orders.number(order.number)}
          </Link>
        </h2>
        <p className="faint">{format.date(order.createdAt)}</p>
        <StatusBadge status={order.status} />
      </div>
      <div className="order-row-pictures" aria-hidden="true">
        {order.items.slice(0, PICTURES).map((item) => (
          <Picture key={item.productId} productId={item.productId} alt="" />
        ))}
      </div>
      <p className="order-row-sum">
        <span className="price">{format.money(order.total)}</span>
        <span className="faint">{t.cart.items(units)}</span>
      </p>
    </li>
  );
}
