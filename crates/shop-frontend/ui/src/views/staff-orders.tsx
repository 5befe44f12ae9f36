import { getStaffOrders } from '../api/staff';
import { ORDER_STATUSES, type Order, type OrderStatus, type Page } from '../api/types';
import { DeskOrder } from '../components/desk-order';
import { Failure } from '../components/failure';
import { Message } from '../components/message';
import { MoreOrders } from '../components/more-orders';
import { StaffFrame } from '../components/staff-frame';
import { LineSkeletons, Waiting } from '../components/waiting';
import { useSpeech } from '../i18n/language';
import { useTitle } from '../lib/announce';
import { useKoreanNames } from '../lib/use-korean-names';
import { useResource } from '../lib/use-resource';
import { navigate, useLocation } from '../router/location';
import { to } from '../router/routes';
import { useStaff } from '../staff/staff-context';

export function StaffOrdersView() {
  return (
    <StaffFrame>
      <Desk />
    </StaffFrame>
  );
}

function Desk() {
  const { t } = useSpeech();
  const { token, withToken } = useStaff();
  const wanted = useLocation().search.get('status');
  const status: OrderStatus | '' = ORDER_STATUSES.find((known) => known === wanted) ?? '';
  // The token is part of the key: after another sign-in the list is asked for with the new one.
  const { data, error, busy, reload, replace } = useResource(`desk ${status} ${token}`, (signal) =>
    withToken((own) => getStaffOrders(own, { status, after: null }, signal)),
  );
  useTitle(t.staff.orders);
  return (
    <>
      <div className="staff-head">
        <h1>{t.staff.orders}</h1>
        <button
          type="button"
          className="button button-quiet"
          aria-disabled={busy}
          onClick={() => {
            if (!busy) reload();
          }}
        >
          {busy ? t.state.loading : t.staff.reload}
        </button>
      </div>
      <div className="field field-status">
        <label htmlFor="desk-status">{t.staff.status}</label>
        <select
          id="desk-status"
          value={status}
          onChange={({ target }) =>
            navigate(to.staffOrders() + (target.value === '' ? '' : `?status=${target.value}`))
          }
        >
          <option value="">{t.staff.anyStatus}</option>
          {ORDER_STATUSES.map((known) => (
            <option key={known} value={known}>
              {t.statuses[known].label}
            </option>
          ))}
        </select>
      </div>
      {error && (
        <Failure
          error={error}
          {...(data ? { note: t.failure.stale } : {})}
          onRetry={reload}
          retrying={busy}
        />
      )}
      {data ? (
        <List status={status} page={data} onPage={replace} onReload={reload} />
      ) : (
        !error && (
          <Waiting>
            <LineSkeletons count={5} />
          </Waiting>
        )
      )}
    </>
  );
}

interface ListProps {
  status: OrderStatus | '';
  page: Page<Order>;
  onPage: (page: Page<Order>) => void;
  onReload: () => void;
}

function List({ status, page, onPage, onReload }: ListProps) {
  const { t } = useSpeech();
  const { withToken } = useStaff();
  const products = page.items.flatMap(({ items }) => items.map(({ productId }) => productId));
  const korean = useKoreanNames([...new Set(products)]);
  /** The order stays where it is in the list, so that nothing jumps under the pointer. */
  const moved = (order: Order) =>
    onPage({ ...page, items: page.items.map((now) => (now.id === order.id ? order : now)) });

  if (page.items.length === 0) {
    return <Message title={t.staff.noOrders} body={t.staff.noOrdersBody} />;
  }
  return (
    <>
      <ul className="orders">
        {page.items.map((order) => (
          <DeskOrder
            key={order.id}
            order={order}
            korean={korean}
            onMoved={moved}
            onReload={onReload}
          />
        ))}
      </ul>
      <MoreOrders
        page={page}
        ask={(after) => withToken((token) => getStaffOrders(token, { status, after }))}
        onPage={onPage}
      />
    </>
  );
}
