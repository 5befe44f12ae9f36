import type { Product } from '../api/types';
import { useSpeech } from '../i18n/language';
import { Link } from '../router/link';
import { to } from '../router/routes';
import { Picture } from './picture';
import { Stock } from './stock';

export function ProductCard({ product, eager }: { product: Product; eager: boolean }) {
  const { format, pick } = useSpeech();
  return (
    <li className="card">
      <Picture productId={product.id} version={product.version} alt="" eager={eager} />
      <h2 className="card-name">
        {/* The link covers the card; its name is the product's, said once. */}
        <Link href={to.product(product.id)} className="card-link">
          {pick(product.name, product.nameKo)}
        </Link>
      </h2>
      <p className="card-foot">
        <span className="price">{format.money(product.price)}</span>
        {product.stock <= 5 && <Stock stock={product.stock} />}
      </p>
    </li>
  );
}
