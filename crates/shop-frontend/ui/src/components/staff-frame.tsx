import { useId, useState, type FormEvent, type ReactNode } from 'react';
import { asShopError, type ShopError } from '../api/errors';
import { checkToken } from '../api/staff';
import { useSpeech } from '../i18n/language';
import { useTitle } from '../lib/announce';
import { Link } from '../router/link';
import { useLocation } from '../router/location';
import { to } from '../router/routes';
import { useStaff } from '../staff/staff-context';
import { Failure } from './failure';

/** Around every page of the staff: nobody without a token sees them. */
export function StaffFrame({ children }: { children: ReactNode }) {
  const { token, lapsed } = useStaff();
  if (token === null) return <SignIn />;
  return (
    <>
      {lapsed && <SignIn />}
      {/* Kept, so that what was typed is there again after the sign-in. */}
      <div className="page" hidden={lapsed}>
        <StaffNav />
        {children}
      </div>
    </>
  );
}

function StaffNav() {
  const { t } = useSpeech();
  const { signOut } = useStaff();
  const { path } = useLocation();
  const here = (own: boolean) => (own ? ('page' as const) : undefined);
  const orders = path.startsWith('/staff/orders');
  return (
    <div className="staff-bar">
      <nav aria-label={t.staff.nav}>
        <Link href={to.staffProducts()} aria-current={here(!orders)}>
          {t.staff.products}
        </Link>
        <Link href={to.staffOrders()} aria-current={here(orders)}>
          {t.staff.orders}
        </Link>
      </nav>
      <button type="button" className="link-button" onClick={signOut}>
        {t.staff.signOut}
      </button>
    </div>
  );
}

/** A header carries plain characters only; with any other one the browser would refuse to send it. */
const SENDABLE = /^[\x21-\x7e]+$/;

function SignIn() {
  const { t } = useSpeech();
  const { lapsed, signIn } = useStaff();
  const id = useId();
  const [token, setToken] = useState('');
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState(false);
  const [error, setError] = useState<ShopError | null>(null);
  useTitle(t.staff.signInTitle);

  const check = async () => {
    if (busy) return;
    const typed = token.trim();
    setError(null);
    if (!SENDABLE.test(typed)) {
      setWrong(true);
      return document.getElementById(id)?.focus();
    }
    setBusy(true);
    try {
      await checkToken(typed);
      signIn(typed);
      document.getElementById('content')?.focus({ preventScroll: true });
    } catch (reason) {
      const failure = asShopError(reason);
      const refused = failure.facts.status === 401;
      setWrong(refused);
      if (refused) document.getElementById(id)?.focus();
      else setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void check();
  };

  return (
    <div className="page page-narrow">
      <form className="sign-in" onSubmit={submit} noValidate>
        <h1>{t.staff.signInTitle}</h1>
        <p className="faint" role={lapsed ? 'alert' : undefined}>
          {lapsed ? t.staff.lapsed : t.staff.signInBody}
        </p>
        {error && <Failure error={error} onRetry={() => void check()} retrying={busy} />}
        <div className="field">
          <label htmlFor={id}>{t.staff.token}</label>
          <input
            id={id}
            type="password"
            autoComplete="off"
            value={token}
            aria-invalid={wrong}
            aria-describedby={wrong ? `${id}-fault` : undefined}
            onChange={(event) => setToken(event.target.value)}
          />
          {wrong && (
            <p className="fault" id={`${id}-fault`} role="alert">
              {t.staff.wrongToken}
            </p>
          )}
        </div>
        <button type="submit" className="button button-large" aria-disabled={busy}>
          {busy ? t.staff.signingIn : t.staff.signIn}
        </button>
      </form>
    </div>
  );
}
