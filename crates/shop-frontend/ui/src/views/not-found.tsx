import { Message } from '../components/message';
import { useSpeech } from '../i18n/language';
import { useTitle } from '../lib/announce';
import { Link } from '../router/link';
import { to } from '../router/routes';

export function NotFoundView() {
  const { t } = useSpeech();
  useTitle(t.state.notFound);
  return (
    <Message level={1} title={t.state.notFound} body={t.state.notFoundBody}>
      <Link href={to.home()} className="button">
        {t.state.home}
      </Link>
    </Message>
  );
}
