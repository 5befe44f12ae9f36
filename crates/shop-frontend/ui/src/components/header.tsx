import { useState, type FormEvent } from 'react';
import { unitsIn, useCart } from '../cart/cart-context';
import { useSpeech } from '../i18n/language';
import { Link } from '../router/link';
import { navigate, useLocation } from '../router/location';
import { to } from '../router/routes';
import { Brand, CartIcon, OrdersIcon, SearchIcon } from './icons';

export function Header() {
  const { t, language, setLanguage } = useSpeech();
  const { cart } = useCart();
  const { path } = useLocation();
  const units = cart ? unitsIn(cart) : 0;
  const here = (address: string) => (path === address ? ('page' as const) : undefined);
  return (
    <header className="header">
      <div className="header-row">
        <Link href={to.home()} className="brand" aria-label={t.nav.home}>
          <Brand />
          <span>{t.shop.name}</span>
        </Link>
        <SearchForm />
        <nav className="header-nav" aria-label={t.nav.main}>
          <Link href={to.orders()} className="nav-link" aria-current={here('/orders')}>
            <OrdersIcon />
            <span className="nav-text">{t.nav.orders}</span>
          </Link>
          <Link href={to.cart()} className="nav-link" aria-current={here('/cart')}>
            <CartIcon />
            <span className="nav-text">{t.nav.cart}</span>
            {units > 0 && (
              <>
                <span className="nav-count" aria-hidden="true">
                  {units}
                </span>
                <span className="visually-hidden">{t.nav.cartUnits(units)}</span>
              </>
            )}
          </Link>
        </nav>
        <button
          type="button"
          className="language"
          lang={language === 'en' ? 'ko' : 'en'}
          onClick={() => setLanguage(language === 'en' ? 'ko' : 'en')}
        >
          {t.nav.otherLanguage}
        </button>
      </div>
    </header>
  );
}

function SearchForm() {
  const { t } = useSpeech();
  const { path, search } = useLocation();
  const asked = search.get('q') ?? '';
  const [field, setField] = useState({ text: asked, asked });
  // Another address has another search; a remount instead would lose the focus.
  if (field.asked !== asked) setField({ text: asked, asked });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // A search inside a category stays inside it.
    const category = path === '/' ? (search.get('category') ?? '') : '';
    navigate(to.home({ q: field.text.trim(), category }));
  };
  return (
    <form role="search" className="search" onSubmit={submit}>
      <input
        type="search"
        name="q"
        aria-label={t.nav.search}
        placeholder={t.nav.search}
        maxLength={100}
        autoComplete="off"
        value={field.text}
        onChange={(event) => setField({ text: event.target.value, asked })}
      />
      <button type="submit" aria-label={t.nav.searchButton}>
        <SearchIcon />
      </button>
    </form>
  );
}
