import { useEffect, useLayoutEffect, useRef } from 'react';
import type { Category } from '../api/types';
import { Failure } from '../components/failure';
import { Horizon } from '../components/icons';
import { Message } from '../components/message';
import { Promises } from '../components/promises';
import { ProductCard } from '../components/product-card';
import { CardSkeletons, useSlow, Waiting } from '../components/waiting';
import { useSpeech } from '../i18n/language';
import { announce, useTitle } from '../lib/announce';
import { useCategories } from '../lib/use-categories';
import { useListing, type Listing } from '../lib/use-listing';
import { Link } from '../router/link';
import { useLocation } from '../router/location';
import { to } from '../router/routes';

/** How many cards a wide screen shows before scrolling: their pictures must not wait. */
const FIRST_SCREEN = 8;

/** The whole range, a category of it, or what a search finds in either. */
export function HomeView({ slug = '' }: { slug?: string }) {
  const { t, pick } = useSpeech();
  const { search, arrival } = useLocation();
  const q = search.get('q') ?? '';
  const listing = useListing({ q, category: slug }, arrival === 'back');
  const categories = useCategories();
  const chosen = categories.data?.find((category) => category.slug === slug);
  const categoryName = chosen ? pick(chosen.name, chosen.nameKo) : slug;

  const front = q === '' && slug === '';
  const heading = front
    ? t.shop.tagline
    : q === ''
      ? categoryName
      : slug === ''
        ? t.home.resultsFor(q)
        : t.home.resultsIn(q, categoryName);
  useTitle(front ? t.shop.name : heading);

  // Only an answer can say that there is no such category.
  if (slug !== '' && categories.data !== null && !chosen) return <CategoryMissing />;
  return (
    <div className="page">
      {/* When the products failed as well, one notice is enough. */}
      {listing.error === null || listing.products !== null ? (
        <Categories
          categories={categories.data}
          failed={categories.error !== null}
          q={q}
          slug={slug}
        />
      ) : null}
      <div className={front ? 'intro intro-front' : 'intro'}>
        <h1>{heading}</h1>
        {front && <p>{t.shop.intro}</p>}
        {front && <Promises />}
        {front && <Horizon />}
        {q !== '' && (
          <p className="intro-links">
            {slug !== '' && <Link href={to.home({ q })}>{t.home.searchEverywhere}</Link>}
            <Link href={to.home({ category: slug })}>{t.home.clearSearch}</Link>
          </p>
        )}
      </div>
      <Products listing={listing} q={q} filtered={!front} />
    </div>
  );
}

function CategoryMissing() {
  const { t } = useSpeech();
  return (
    <Message level={1} title={t.home.noCategory} body={t.home.noCategoryBody}>
      <Link href={to.home()} className="button">
        {t.home.showAll}
      </Link>
    </Message>
  );
}

interface CategoriesProps {
  categories: Category[] | null;
  failed: boolean;
  q: string;
  slug: string;
}

function Categories({ categories, failed, q, slug }: CategoriesProps) {
  const { t, pick } = useSpeech();
  const row = useRef<HTMLUListElement>(null);
  useLayoutEffect(() => {
    // On a phone the chips are one row that scrolls: the chosen one must be in sight.
    const chosen = row.current?.querySelector('[aria-current]');
    if (!row.current || !chosen) return;
    const [all, one] = [row.current.getBoundingClientRect(), chosen.getBoundingClientRect()];
    row.current.scrollLeft += one.left + one.width / 2 - all.left - all.width / 2;
  }, [categories, slug]);
  if (categories === null) {
    return failed ? (
      <p className="quiet-notice" role="status">
        {t.home.categoriesFailed}
      </p>
    ) : (
      <div className="chips" aria-hidden="true" />
    );
  }
  const chip = (target: string, name: string, count: number | null) => (
    <li key={target}>
      <Link
        href={to.home({ q, category: target })}
        className="chip"
        aria-current={slug === target ? 'page' : undefined}
      >
        {name}
        {count !== null && <span className="chip-count">{count}</span>}
      </Link>
    </li>
  );
  return (
    <nav aria-label={t.home.categories}>
      <ul className="chips" ref={row}>
        {chip('', t.home.all, null)}
        {categories.map((category) =>
          chip(category.slug, pick(category.name, category.nameKo), category.count),
        )}
      </ul>
    </nav>
  );
}

function Products({ listing, q, filtered }: { listing: Listing; q: string; filtered: boolean }) {
  const { t } = useSpeech();
  const { products, error, busy, more } = listing;
  const slow = useSlow(busy && products !== null);
  const shown = products?.length;
  const said = useRef<number | undefined>(undefined);
  useEffect(() => {
    // The first list of a visit is not announced: the customer has just opened the page.
    if (shown !== undefined && said.current !== undefined && said.current !== shown) {
      announce(shown === 0 ? t.home.nothing : t.home.shown(shown));
    }
    if (shown !== undefined) said.current = shown;
  }, [shown, t]);

  if (products === null) {
    if (error) return <Failure error={error} onRetry={listing.retry} retrying={busy} />;
    return (
      <Waiting>
        <CardSkeletons />
      </Waiting>
    );
  }
  if (products.length === 0) {
    return (
      <Message title={t.home.nothing} body={q === '' ? t.home.nothingHere : t.home.nothingFor(q)}>
        {filtered && (
          <Link href={to.home()} className="button">
            {t.home.showAll}
          </Link>
        )}
      </Message>
    );
  }
  return (
    <>
      <ul className="grid">
        {products.map((product, index) => (
          <ProductCard key={product.id} product={product} eager={index < FIRST_SCREEN} />
        ))}
      </ul>
      {error ? (
        <Failure error={error} onRetry={listing.retry} retrying={busy} />
      ) : (
        more && (
          <div className="more">
            <button
              type="button"
              className="button button-quiet"
              aria-disabled={busy}
              onClick={() => {
                if (!busy) listing.loadMore();
              }}
            >
              {busy ? t.state.loading : t.home.more}
            </button>
            {slow && <p role="status">{t.state.slow}</p>}
          </div>
        )
      )}
    </>
  );
}
