import { useState, type FormEvent } from 'react';
import type { Product } from '../api/types';
import { Failure } from '../components/failure';
import { Message } from '../components/message';
import { Picture } from '../components/picture';
import { StaffFrame } from '../components/staff-frame';
import { Stock } from '../components/stock';
import { LineSkeletons, Waiting } from '../components/waiting';
import { useSpeech } from '../i18n/language';
import { useTitle } from '../lib/announce';
import { useListing } from '../lib/use-listing';
import { Link } from '../router/link';
import { navigate, useLocation } from '../router/location';
import { to } from '../router/routes';

export function StaffProductsView() {
  return (
    <StaffFrame>
      <Products />
    </StaffFrame>
  );
}

function Products() {
  const { t } = useSpeech();
  const q = useLocation().search.get('q') ?? '';
  const { products, more, error, busy, retry, loadMore } = useListing({ q, category: '' }, false);
  useTitle(t.staff.products);
  return (
    <>
      <div className="staff-head">
        <h1>{t.staff.products}</h1>
        <Link href={to.newProduct()} className="button">
          {t.staff.add}
        </Link>
      </div>
      <Filter key={q} q={q} />
      {products === null ? (
        error ? (
          <Failure error={error} onRetry={retry} retrying={busy} />
        ) : (
          <Waiting>
            <LineSkeletons count={6} />
          </Waiting>
        )
      ) : products.length === 0 ? (
        <Message
          title={t.home.nothing}
          body={q === '' ? t.home.nothingHere : t.home.nothingFor(q)}
        />
      ) : (
        <ul className="lines">
          {products.map((product) => (
            <Row key={product.id} product={product} />
          ))}
        </ul>
      )}
      {products !== null && error && <Failure error={error} onRetry={retry} retrying={busy} />}
      {products !== null && !error && more && (
        <div className="more">
          <button
            type="button"
            className="button button-quiet"
            aria-disabled={busy}
            onClick={() => {
              if (!busy) loadMore();
            }}
          >
            {busy ? t.state.loading : t.home.more}
          </button>
        </div>
      )}
    </>
  );
}

function Filter({ q }: { q: string }) {
  const { t } = useSpeech();
  const [text, setText] = useState(q);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = text.trim();
    const query = wanted === '' ? '' : `?${new URLSearchParams({ q: wanted })}`;
    navigate(to.staffProducts() + query);
  };
  return (
    <form className="field-row" onSubmit={submit}>
      <div className="field">
        <label htmlFor="staff-q">{t.staff.find}</label>
        <input
          id="staff-q"
          type="search"
          maxLength={100}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <button type="submit" className="button button-quiet">
        {t.nav.searchButton}
      </button>
    </form>
  );
}

function Row({ product }: { product: Product }) {
  const { t, format, pick } = useSpeech();
  return (
    <li className="line line-small staff-row">
      <Picture productId={product.id} version={product.version} alt="" />
      <div className="line-text">
        <Link href={to.staffProduct(product.id)} className="line-name card-link">
          {pick(product.name, product.nameKo)}
        </Link>
        <p className="faint">
          <code>{product.sku}</code>
        </p>
      </div>
      <p className="staff-row-facts">
        <span className="price">{format.money(product.price)}</span>
        <span className="faint">
          {product.stock > 0 ? t.staff.pieces(product.stock) : <Stock stock={0} />}
        </span>
      </p>
    </li>
  );
}
