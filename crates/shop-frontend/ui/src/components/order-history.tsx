import type { Order } from '../api/types';
import { useSpeech } from '../i18n/language';

export function OrderHistory({ order }: { order: Order }) {
  const { t, format } = useSpeech();
  return (
    <section aria-labelledby="order-history">
      <h2 id="order-history">{t.orders.history}</h2>
      <ol className="history">
        {order.history.map((step, index) => (
          <li
            key={index}
            className={index === order.history.length - 1 ? 'history-now' : undefined}
          >
            <span>
              <span className="history-status">
                {t.statuses[step.status]?.label ?? step.status}
              </span>
              {step.actor && step.actor !== 'system' && (
                <span className="history-actor">{t.orders.by[step.actor]}</span>
              )}
            </span>
            <time dateTime={step.at}>{format.dateTime(step.at)}</time>
          </li>
        ))}
      </ol>
    </section>
  );
}
