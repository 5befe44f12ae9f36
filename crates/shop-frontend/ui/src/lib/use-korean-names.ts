import { useEffect, useState } from 'react';
import { getProduct } from '../api/shop';
import { useSpeech } from '../i18n/language';

const names = new Map<string, string>();

/**
 * The Korean names of products, for a page in Korean. An order keeps only the English name it was
 * placed with; where the catalog cannot answer, that one stands.
 */
export function useKoreanNames(productIds: string[]): ReadonlyMap<string, string> {
  const { language } = useSpeech();
  const [, setVersion] = useState(0);
  const wanted = language === 'ko' ? productIds.join(' ') : '';

  useEffect(() => {
    const gone = new AbortController();
    const missing = wanted.split(' ').filter((id) => id !== '' && !names.has(id));
    for (const id of missing) {
      getProduct(id, gone.signal).then(
        (product) => {
          names.set(id, product.nameKo);
          if (!gone.signal.aborted) setVersion((n) => n + 1);
        },
        () => undefined,
      );
    }
    return () => gone.abort();
  }, [wanted]);
  return names;
}
