import { useSpeech } from '../i18n/language';
import { CheckIcon } from './icons';

/** What a customer can count on, each of it true of this shop. */
export function Promises() {
  const { t } = useSpeech();
  return (
    <ul className="promises">
      {[t.promises.shipping, t.promises.once, t.promises.cancel].map((promise) => (
        <li key={promise}>
          <CheckIcon size={18} />
          {promise}
        </li>
      ))}
    </ul>
  );
}
