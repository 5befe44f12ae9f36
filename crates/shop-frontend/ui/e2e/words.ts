import { en } from '../src/i18n/en';
import { ko } from '../src/i18n/ko';

/** Both languages with the locale of a browser that prefers them: most tests run in each. */
export const SPOKEN = [
  { language: 'en', locale: 'en-US', t: en },
  { language: 'ko', locale: 'ko-KR', t: ko },
] as const;

export { en, ko };

/** What a screen reader calls the link to a cart with this many units. */
export function cartLink(t: typeof en, units: number): string {
  return `${t.nav.cart} ${t.nav.cartUnits(units)}`;
}
