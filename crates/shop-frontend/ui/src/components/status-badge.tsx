import type { OrderStatus } from '../api/types';
import { useSpeech } from '../i18n/language';

export function StatusBadge({ status }: { status: OrderStatus }) {
  const { t } = useSpeech();
  // A newer service may know a status that this page does not: its own word is better than nothing.
  const label = t.statuses[status]?.label ?? status;
  return <span className={`badge badge-${status}`}>{label}</span>;
}
