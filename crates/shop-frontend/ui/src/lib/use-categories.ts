import { getCategories } from '../api/shop';
import type { Category } from '../api/types';
import { useResource, type Resource } from './use-resource';

let known: { at: number; categories: Category[] } | null = null;
const FRESH_MS = 60_000;

/** The categories, asked for at most once a minute: they hardly change, and every page shows them. */
export function useCategories(): Resource<Category[]> {
  return useResource('categories', async (signal) => {
    if (known && Date.now() - known.at < FRESH_MS) return known.categories;
    const categories = await getCategories(signal);
    known = { at: Date.now(), categories };
    return categories;
  });
}
