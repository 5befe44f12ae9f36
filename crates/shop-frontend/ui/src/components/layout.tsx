import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react';
import { useSpeech } from '../i18n/language';
import { Announcer } from '../lib/announce';
import { Link } from '../router/link';
import { scrollOf, useLocation } from '../router/location';
import { to } from '../router/routes';
import { CrashBoundary } from './crash';
import { Header } from './header';

export function Layout({ children }: { children: ReactNode }) {
  const { t } = useSpeech();
  const location = useLocation();
  useNavigationFocus();
  return (
    <>
      <a href="#content" className="skip-link">
        {t.nav.skip}
      </a>
      <Header />
      <main id="content" tabIndex={-1}>
        {/* Another page is another chance: the key clears a crash when the customer moves on. */}
        <CrashBoundary key={location.path}>{children}</CrashBoundary>
      </main>
      <footer className="footer">
        <div className="footer-row">
          <p>{t.nav.practice}</p>
          <nav aria-label={t.nav.more}>
            <Link href={to.topology()}>{t.nav.topology}</Link>
            <Link href={to.staffProducts()}>{t.nav.staff}</Link>
          </nav>
        </div>
      </footer>
      <Announcer />
    </>
  );
}

/** A new page starts at its top with the focus in it, as if the browser had loaded it. */
function useNavigationFocus(): void {
  const location = useLocation();
  const path = useRef(location.path);
  useLayoutEffect(() => {
    if (location.arrival === 'load') return;
    window.scrollTo(0, scrollOf(location));
  }, [location]);
  useEffect(() => {
    if (path.current === location.path) return;
    path.current = location.path;
    document.getElementById('content')?.focus({ preventScroll: true });
  }, [location]);
}
