import { useSpeech } from '../i18n/language';

const FEW = 5;

export function Stock({ stock }: { stock: number }) {
  const { t } = useSpeech();
  if (stock <= 0) return <span className="stock stock-none">{t.product.soldOut}</span>;
  if (stock <= FEW) return <span className="stock stock-few">{t.product.fewLeft(stock)}</span>;
  return <span className="stock stock-plenty">{t.product.inStock}</span>;
}
