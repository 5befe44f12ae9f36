/** Browser storage that never throws: it may be full, or blocked by the customer's settings. */
export interface Store {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
}

function safe(pick: () => Storage): Store {
  const memory = new Map<string, string>();
  return {
    get(key) {
      try {
        return pick().getItem(key) ?? memory.get(key) ?? null;
      } catch {
        return memory.get(key) ?? null;
      }
    },
    set(key, value) {
      try {
        pick().setItem(key, value);
      } catch {
        memory.set(key, value);
      }
    },
    remove(key) {
      memory.delete(key);
      try {
        pick().removeItem(key);
      } catch {
        // Nothing was stored there either.
      }
    },
  };
}

/** Lives as long as the tab. */
export const tabStore = safe(() => window.sessionStorage);
/** Lives until the customer clears it. */
export const browserStore = safe(() => window.localStorage);
