import { useState } from 'react';
import { getOrder } from '../api/shop';
import type { Order } from '../api/types';
import { recallPlaced } from '../cart/placed-order';
import { Failure } from '../components/failure';
import { CheckIcon } from '../components/icons';
import { OrderLines } from '../components/order-lines';
import { LineSkeletons, Waiting } from '../components/waiting';
import { useSpeech } from '../i18n/language';
import { useTitle } from '../lib/announce';
import { useResource } from '../lib/use-resource';
import { Link } from '../router/link';
import { to } from '../router/routes';
import { OrderMissing } from './order';

export function PlacedView({ id }: { id: string }) {
  const [known] = useState(() => recallPlaced(id));
  return known ? <Confirmation order={known} /> : <Asked id={id} />;
}

/** The address was opened later, or in another tab. */
function Asked({ id }: { id: string }) {
  const { data, error, busy, reload } = useResource(`order ${id}`, (signal) =>
    getOrder(id, signal),
  );
  if (data) return <Confirmation order={data} />;
  if (error?.kind === 'notFound') return <OrderMissing />;
  if (error) return <Failure level={1} error={error} onRetry={reload} retrying={busy} />;
  return (
    <Waiting>
      <LineSkeletons />
    </Waiting>
  );
}

function Confirmation({ order }: { order: Order }) {
  const { t } = useSpeech();
  const pending = order.status === 'pending';
  const title = pending ? t.placed.pendingTitle : t.placed.title;
  useTitle(title);
  return (
    <div className="page page-narrow">
      <div className="placed">
        <span className="placed-mark">
          <CheckIcon size={28} />
        </span>
        <h1>{title}</h1>
        <p className="placed-number">
          <span>{t.placed.number}</span>
          <strong>{order.number}</strong>
        </p>
        <p className="faint">{t.placed.keep}</p>
      </div>
      <OrderLines order={order} />
      <section>
        <h2>{t.placed.next}</h2>
        <p>{pending ? t.statuses.pending.meaning : t.placed.nextBody}</p>
        <div className="actions">
          <Link href={to.order(order.id)} className="button">
            {t.placed.follow}
          </Link>
          <Link href={to.home()} className="button button-quiet">
            {t.placed.browse}
          </Link>
        </div>
      </section>
    </div>
  );
}
