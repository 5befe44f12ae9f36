import { useEffect, useSyncExternalStore } from 'react';

const SHOP = 'Fairday';

let message = '';
const listeners = new Set<() => void>();

/** Says something to screen readers without moving the focus. */
export function announce(text: string): void {
  // The same words twice would be no change, and so would not be read out again.
  message = text === message ? `${text}\u00a0` : text;
  listeners.forEach((listener) => listener());
}

/** The one live region of the page. It must be there before its first message. */
export function Announcer() {
  const text = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => message,
  );
  return (
    <div role="status" className="visually-hidden">
      {text}
    </div>
  );
}

let announcedPath = window.location.pathname;

/**
 * Names the page in the tab, and says the name once after the customer has moved on to it. Null
 * while the name is not known yet.
 */
export function useTitle(title: string | null): void {
  useEffect(() => {
    if (title === null) return;
    document.title = title === SHOP ? SHOP : `${title} · ${SHOP}`;
    if (announcedPath === window.location.pathname) return;
    announcedPath = window.location.pathname;
    announce(title);
  }, [title]);
}
