import type { Order } from '../api/types';
import { useSpeech } from '../i18n/language';
import { useKoreanNames } from '../lib/use-korean-names';
import { Link } from '../router/link';
import { to } from '../router/routes';
import { Picture } from './picture';

export function OrderLines({ order }: { order: Order }) {
  const { t, format, pick } = useSpeech();
  const korean = useKoreanNames(order.items.map((item) => item.productId));
  return (
    <section aria-labelledby="order-items">
      <h2 id="order-items">{t.orders.items}</h2>
      <ul className="lines">
        {order.items.map((item) => (
          <li className="line line-small" key={item.productId}>
            <Picture productId={item.productId} alt="" eager />
            <div className="line-text">
              <Link href={to.product(item.productId)} className="line-name">
                {pick(item.name, korean.get(item.productId) ?? '')}
              </Link>
              <p className="faint">{t.orders.times(item.quantity, format.money(item.unitPrice))}</p>
            </div>
            <p className="price">
              {format.money({
                amount: item.unitPrice.amount * item.quantity,
                currency: item.unitPrice.currency,
              })}
            </p>
          </li>
        ))}
      </ul>
      <p className="order-total">
        <span>{t.orders.total}</span>
        <strong className="price">{format.money(order.total)}</strong>
      </p>
    </section>
  );
}
