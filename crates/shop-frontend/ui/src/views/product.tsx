import { useState } from 'react';
import { asShopError, type ShopError } from '../api/errors';
import { getProduct } from '../api/shop';
import { MAX_QUANTITY, type Product } from '../api/types';
import { useCart } from '../cart/cart-context';
import { Failure } from '../components/failure';
import { BackIcon, CheckIcon } from '../components/icons';
import { Message } from '../components/message';
import { Picture } from '../components/picture';
import { Promises } from '../components/promises';
import { Quantity } from '../components/quantity';
import { Stock } from '../components/stock';
import { Waiting } from '../components/waiting';
import { useSpeech } from '../i18n/language';
import { useTitle } from '../lib/announce';
import { useCategories } from '../lib/use-categories';
import { useResource } from '../lib/use-resource';
import { Link } from '../router/link';
import { to } from '../router/routes';

export function ProductView({ id }: { id: string }) {
  const { t, pick } = useSpeech();
  const { data, error, busy, reload } = useResource(`product ${id}`, (signal) =>
    getProduct(id, signal),
  );
  useTitle(data ? pick(data.name, data.nameKo) : error ? t.shop.name : null);

  if (data) return <ProductPage product={data} />;
  if (error?.kind === 'notFound') {
    return (
      <Message level={1} title={t.product.notFound} body={t.product.notFoundBody}>
        <Link href={to.home()} className="button">
          {t.cart.browse}
        </Link>
      </Message>
    );
  }
  if (error) return <Failure level={1} error={error} onRetry={reload} retrying={busy} />;
  return (
    <Waiting>
      <div className="product">
        <div className="picture bone" />
        <div className="stack">
          <div className="bone bone-title" />
          <div className="bone bone-line bone-short" />
          <div className="bone bone-row" />
        </div>
      </div>
    </Waiting>
  );
}

function ProductPage({ product }: { product: Product }) {
  const { t, format, pick } = useSpeech();
  const name = pick(product.name, product.nameKo);
  const category = useCategories().data?.find(({ slug }) => slug === product.category);
  return (
    <article className="page">
      <p className="back">
        <Link href={to.home(category ? { category: category.slug } : {})}>
          <BackIcon /> {category ? pick(category.name, category.nameKo) : t.home.allProducts}
        </Link>
      </p>
      <div className="product">
        <Picture productId={product.id} version={product.version} alt={name} eager />
        <div className="product-buy">
          <h1>{name}</h1>
          <p className="price price-large">{format.money(product.price)}</p>
          <p>
            <Stock stock={product.stock} />
          </p>
          <Buy key={product.id} product={product} />
          <Promises />
          <section className="product-about">
            <h2>{t.product.about}</h2>
            <p>{pick(product.description, product.descriptionKo)}</p>
            <p className="faint">
              {t.product.sku} <code>{product.sku}</code>
            </p>
          </section>
        </div>
      </div>
    </article>
  );
}

function Buy({ product }: { product: Product }) {
  const { t } = useSpeech();
  const { cart, add } = useCart();
  const [quantity, setQuantity] = useState(1);
  const [adding, setAdding] = useState(false);
  const [added, setAdded] = useState(false);
  const [error, setError] = useState<ShopError | null>(null);

  const held = cart?.items.find((item) => item.productId === product.id)?.quantity ?? 0;
  const short = error?.isProblem('out-of-stock') ?? false;
  const room = Math.min(MAX_QUANTITY, product.stock) - held;
  if (product.stock <= 0) return null;

  const put = async () => {
    setAdding(true);
    setAdded(false);
    try {
      await add(product.id, quantity, MAX_QUANTITY);
      setError(null);
      setAdded(true);
      setQuantity(1);
    } catch (reason) {
      setError(asShopError(reason));
    } finally {
      setAdding(false);
    }
  };

  return (
    <div className="buy">
      {room > 0 ? (
        <div className="buy-row">
          <Quantity
            id="quantity"
            label={t.product.quantity}
            labelShown
            value={Math.min(quantity, room)}
            max={room}
            disabled={adding}
            onChange={setQuantity}
          />
          <button
            type="button"
            className="button button-large"
            aria-disabled={adding}
            onClick={() => {
              if (!adding) void put();
            }}
          >
            {adding ? t.product.adding : t.product.add}
          </button>
        </div>
      ) : (
        <p>{t.product.atLimit(held)}</p>
      )}
      {error && (
        <Failure
          error={error}
          title={t.product.addFailed}
          {...(short ? { body: t.product.short } : {})}
          onRetry={short ? undefined : () => void put()}
          retrying={adding}
        />
      )}
      <div role="status">
        {added && !error && (
          <p className="done">
            <CheckIcon />
            <span>
              {t.product.added(held)} <Link href={to.cart()}>{t.product.viewCart}</Link>
            </span>
          </p>
        )}
      </div>
    </div>
  );
}
