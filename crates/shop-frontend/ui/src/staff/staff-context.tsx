import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react';
import { asShopError } from '../api/errors';
import { tabStore } from '../lib/storage';

const STORED = 'staff-token';

export interface Staff {
  /** Null until somebody has signed in in this tab. */
  token: string | null;
  /** The shop did not take the token any more; what was on the screen waits behind the sign-in. */
  lapsed: boolean;
  signIn: (token: string) => void;
  signOut: () => void;
  /** Makes a call with the token. One that is no longer taken leads to the sign-in. */
  withToken: <T>(work: (token: string) => Promise<T>) => Promise<T>;
}

const StaffContext = createContext<Staff | null>(null);

/** Keeps the token of staff in this tab alone: it ends with the tab. */
export function StaffProvider({ children }: { children: ReactNode }) {
  const [token, setToken] = useState(() => tabStore.get(STORED));
  const [lapsed, setLapsed] = useState(false);

  const signIn = useCallback((next: string) => {
    tabStore.set(STORED, next);
    setToken(next);
    setLapsed(false);
  }, []);
  const signOut = useCallback(() => {
    tabStore.remove(STORED);
    setToken(null);
    setLapsed(false);
  }, []);
  const withToken = useCallback(
    async <T,>(work: (token: string) => Promise<T>): Promise<T> => {
      try {
        return await work(token ?? '');
      } catch (reason) {
        const error = asShopError(reason);
        if (error.facts.status === 401) {
          tabStore.remove(STORED);
          setLapsed(true);
        }
        throw reason;
      }
    },
    [token],
  );
  const staff = useMemo<Staff>(
    () => ({ token, lapsed, signIn, signOut, withToken }),
    [token, lapsed, signIn, signOut, withToken],
  );
  return <StaffContext value={staff}>{children}</StaffContext>;
}

export function useStaff(): Staff {
  const staff = use(StaffContext);
  if (staff === null) throw new Error('useStaff needs a StaffProvider around it');
  return staff;
}
