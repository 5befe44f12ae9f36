import type { en } from '../i18n/en';

type Words = (typeof en)['topology']['reasons'];

/**
 * Why a service could not be asked, in the words of the page. Main says it in English; what this page does not know
 * stands as it came.
 */
export function reasonIn(words: Words, said: string): string {
  const slow = /^no answer within (\d+) ms$/.exec(said);
  if (slow) return words.slow(Number(slow[1]));
  switch (said) {
    case 'no connection':
      return words.away;
    case 'not asked, because it failed too often':
      return words.leftAlone;
    case "an answer that can't be read":
      return words.unreadable;
    default:
      return said;
  }
}
