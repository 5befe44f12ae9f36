import { useSyncExternalStore } from 'react';

/** How the customer came to the present address. */
export type Arrival = 'load' | 'push' | 'back';

export interface Location {
  path: string;
  search: URLSearchParams;
  arrival: Arrival;
  /** Names this entry of the history, so that its scroll position can be found again. */
  key: string;
}

const listeners = new Set<() => void>();
const scrolls = new Map<string, number>();
let keys = 0;
let current = read('load');

function read(arrival: Arrival): Location {
  const state: unknown = window.history.state;
  const stored =
    typeof state === 'object' && state !== null && 'key' in state ? String(state.key) : 'first';
  return {
    path: window.location.pathname,
    search: new URLSearchParams(window.location.search),
    arrival,
    key: stored,
  };
}

function changed(arrival: Arrival): void {
  current = read(arrival);
  listeners.forEach((listener) => listener());
}

/** Starts to follow the browser's Back and Forward. Called once, before the first render. */
export function startRouter(): void {
  // The browser would restore before the page has its content and its height.
  window.history.scrollRestoration = 'manual';
  window.addEventListener('popstate', () => {
    scrolls.set(current.key, window.scrollY);
    changed('back');
  });
}

export function navigate(to: string, options: { replace?: boolean } = {}): void {
  scrolls.set(current.key, window.scrollY);
  keys += 1;
  const state = { key: `${Date.now()}-${keys}` };
  if (options.replace) window.history.replaceState(state, '', to);
  else window.history.pushState(state, '', to);
  changed('push');
}

/** Where the page stood when the customer left this entry of the history. */
export function scrollOf(location: Location): number {
  return location.arrival === 'back' ? (scrolls.get(location.key) ?? 0) : 0;
}

export function useLocation(): Location {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}
