import type { Money } from '../api/types';

export interface Formats {
  money: (money: Money) => string;
  date: (rfc3339: string) => string;
  dateTime: (rfc3339: string) => string;
}

/** Money, dates and times as the locale writes them. An unreadable value is shown as it came. */
export function formats(locale: string): Formats {
  const currencies = new Map<string, Intl.NumberFormat>();
  const currency = (code: string) => {
    const known = currencies.get(code);
    if (known) return known;
    const made = new Intl.NumberFormat(locale, { style: 'currency', currency: code });
    currencies.set(code, made);
    return made;
  };
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long' });
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const written = (format: Intl.DateTimeFormat, value: string) => {
    const at = new Date(value);
    return Number.isNaN(at.getTime()) ? value : format.format(at);
  };
  return {
    money({ amount, currency: code }) {
      try {
        const format = currency(code);
        // How many minor units make one major unit is the currency's own: 100 cents, but 1 won.
        const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
        return format.format(amount / 10 ** digits);
      } catch {
        return `${amount} ${code}`;
      }
    },
    date: (value) => written(date, value),
    dateTime: (value) => written(dateTime, value),
  };
}
