import { useEffect, useState } from 'react';
import { getProducts, SUGGESTIONS } from '../api/shop';
import type { Product } from '../api/types';

/** A pause in typing that is long enough to be worth a question. */
const PAUSE_MS = 200;

export interface Suggestions {
  /** What the answer is about: it may be a word behind what is typed by now. */
  q: string;
  products: Product[];
  failed: boolean;
}

/**
 * Products that match what is being typed; null until there is an answer. A newer word ends the
 * question about the older one, so an answer that comes late is never shown.
 */
export function useSuggestions(text: string, wanted: boolean): Suggestions | null {
  const [answer, setAnswer] = useState<Suggestions | null>(null);
  const q = wanted ? text.trim() : '';
  useEffect(() => {
    if (q === '') {
      setAnswer(null);
      return;
    }
    const stale = new AbortController();
    const timer = setTimeout(() => {
      getProducts({ q, category: '' }, null, stale.signal, SUGGESTIONS).then(
        ({ items }) => {
          if (!stale.signal.aborted) setAnswer({ q, products: items, failed: false });
        },
        () => {
          if (!stale.signal.aborted) setAnswer({ q, products: [], failed: true });
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stale.abort();
    };
  }, [q]);
  return answer;
}
