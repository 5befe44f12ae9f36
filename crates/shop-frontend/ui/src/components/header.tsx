import { unitsIn, useCart } from '../cart/cart-context';
import { useSpeech } from '../i18n/language';
import { Link } from '../router/link';
import { useLocation } from '../router/location';
import { to } from '../router/routes';
import { Brand, CartIcon, OrdersIcon } from './icons';
import { Search } from './search';

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
        <Search />
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
