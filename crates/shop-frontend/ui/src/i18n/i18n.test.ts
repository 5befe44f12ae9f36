import { describe, expect, test } from 'vitest';
import { en } from './en';
import { formats } from './format';
import { ko } from './ko';
import { chooseLanguage, localeOf } from './language';

/** Every message of a language by its dotted name, with the same samples put in. */
function said(messages: object, prefix = ''): [string, string][] {
  return Object.entries(messages).flatMap(([name, value]): [string, string][] => {
    const path = `${prefix}${name}`;
    if (typeof value === 'function') {
      return [[path, String((value as (...samples: unknown[]) => string)(71, 72))]];
    }
    return typeof value === 'string' ? [[path, value]] : said(value as object, `${path}.`);
  });
}

describe('the two languages', () => {
  const korean = new Map(said(ko));
  /** The shop's name, and the switch to the other language. */
  const shared = ['shop.name', 'nav.otherLanguage'];

  test('have the same messages', () => {
    expect([...korean.keys()]).toEqual(said(en).map(([name]) => name));
  });

  test.each(said(en).filter(([name]) => !shared.includes(name)))(
    '%s is said in each',
    (name, english) => {
      const other = korean.get(name) ?? '';
      expect(english).not.toMatch(/\p{Script=Hangul}/u);
      if (english !== '') expect(other).toMatch(/\p{Script=Hangul}|^$/u);
      expect(other === '').toBe(english === '');
      for (const sample of ['71', '72']) {
        expect(other.includes(sample)).toBe(english.includes(sample));
      }
    },
  );
});

test.each([
  ['the customer’s own choice', 'ko', ['en-US'], 'ko'],
  ['the first language that the shop speaks', null, ['fr-FR', 'ko-KR', 'en'], 'ko'],
  ['English where it speaks none', null, ['fr-FR'], 'en'],
  ['English where a stored choice is unknown', 'xx', [], 'en'],
] as const)('the language is %s', (_, stored, browser, language) => {
  expect(chooseLanguage(stored, browser)).toBe(language);
});

test('the browser’s own variant of a language decides how things are written', () => {
  expect(localeOf('en', ['ko-KR', 'en-GB'])).toBe('en-GB');
  expect(localeOf('ko', ['en-GB'])).toBe('ko-KR');
});

test.each([
  ['en-US', { amount: 123456, currency: 'USD' }, '$1,234.56'],
  ['ko-KR', { amount: 4800, currency: 'USD' }, 'US$48.00'],
  ['ko-KR', { amount: 12900, currency: 'KRW' }, '₩12,900'],
  ['en-US', { amount: 12900, currency: 'KRW' }, '₩12,900'],
  ['en-US', { amount: 5, currency: 'not a currency' }, '5 not a currency'],
])('in %s money %j is written %s', (locale, money, written) => {
  expect(formats(locale).money(money)).toBe(written);
});

test('a date that cannot be read is shown as it came', () => {
  expect(formats('en-US').date('yesterday')).toBe('yesterday');
  expect(formats('ko-KR').date('2026-11-24T12:00:00Z')).toBe('2026년 11월 24일');
});
