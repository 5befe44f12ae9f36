import { useCallback, useEffect, useRef, useState } from 'react';
import { asShopError, type ShopError } from '../api/errors';
import { getProducts, type ProductQuery } from '../api/shop';
import type { Page, Product } from '../api/types';

/** A list that was left this recently is shown again at once when the customer goes back to it. */
const REMEMBER_MS = 120_000;

export interface Listing {
  products: Product[] | null;
  more: boolean;
  error: ShopError | null;
  busy: boolean;
  /** Asks for the first page again, or for the next one, whichever failed. */
  retry: () => void;
  loadMore: () => void;
}

interface State {
  key: string;
  page: Page<Product> | null;
  error: ShopError | null;
  busy: boolean;
}

const remembered = new Map<string, { page: Page<Product>; at: number }>();

/** The products of a query, page after page. */
export function useListing(query: ProductQuery, wentBack: boolean): Listing {
  const key = JSON.stringify([query.category, query.q]);
  const start = (): State => ({
    key,
    page: wentBack ? recall(key) : null,
    error: null,
    busy: true,
  });
  const [stored, setState] = useState<State>(start);
  const state = stored.key === key ? stored : start();
  const gone = useRef<AbortController | null>(null);

  const load = useCallback(
    (before: Page<Product> | null) => {
      gone.current?.abort();
      const mine = new AbortController();
      gone.current = mine;
      setState((now) => ({
        key,
        page: before,
        error: now.key === key ? now.error : null,
        busy: true,
      }));
      const [category = '', q = ''] = JSON.parse(key) as string[];
      getProducts({ category, q }, before?.next ?? null, mine.signal)
        .then((answer) => {
          if (mine.signal.aborted) return;
          const page = before ? joined(before, answer) : answer;
          remembered.set(key, { page, at: Date.now() });
          setState({ key, page, error: null, busy: false });
        })
        .catch((reason: unknown) => {
          if (mine.signal.aborted) return;
          setState({ key, page: before, error: asShopError(reason), busy: false });
        });
    },
    [key],
  );

  useEffect(() => {
    const known = wentBack ? recall(key) : null;
    if (known) setState({ key, page: known, error: null, busy: false });
    else load(null);
    return () => gone.current?.abort();
  }, [key, load, wentBack]);

  const { page, error, busy } = state;
  const next = useCallback(() => load(page), [load, page]);
  return {
    products: page?.items ?? null,
    more: page !== null && page.next !== null,
    error,
    busy,
    retry: next,
    loadMore: next,
  };
}

function recall(key: string): Page<Product> | null {
  const known = remembered.get(key);
  return known && Date.now() - known.at < REMEMBER_MS ? known.page : null;
}

/** Products may have moved between two pages while the customer read the first. */
function joined(before: Page<Product>, answer: Page<Product>): Page<Product> {
  const seen = new Set(before.items.map((product) => product.id));
  return {
    items: [...before.items, ...answer.items.filter((product) => !seen.has(product.id))],
    next: answer.next,
  };
}
