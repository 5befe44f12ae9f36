import { useCallback, useEffect, useEffectEvent, useState } from 'react';
import { asShopError, type ShopError } from '../api/errors';

export interface Resource<T> {
  /** The last good answer. Stays while it is asked for again, and when that fails. */
  data: T | null;
  /** Why the last attempt failed. Stays while it is tried again, so that nothing jumps. */
  error: ShopError | null;
  busy: boolean;
  reload: () => void;
  /** A newer answer, got by another call. */
  replace: (data: T) => void;
}

interface State<T> {
  key: string;
  data: T | null;
  error: ShopError | null;
  busy: boolean;
}

/** Loads what `key` names, again whenever the key changes. A late answer for an old key is dropped. */
export function useResource<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
): Resource<T> {
  const fresh = { key, data: null, error: null, busy: true };
  const [stored, setState] = useState<State<T>>(fresh);
  const [attempt, setAttempt] = useState(0);
  const state = stored.key === key ? stored : fresh;
  const run = useEffectEvent(load);

  useEffect(() => {
    const gone = new AbortController();
    setState((before) =>
      before.key === key ? { ...before, busy: true } : { key, data: null, error: null, busy: true },
    );
    run(gone.signal).then(
      (data) => {
        if (!gone.signal.aborted) setState({ key, data, error: null, busy: false });
      },
      (reason: unknown) => {
        if (gone.signal.aborted) return;
        const error = asShopError(reason);
        setState((before) => ({ ...before, error, busy: false }));
      },
    );
    return () => gone.abort();
  }, [key, attempt]);

  const reload = useCallback(() => setAttempt((n) => n + 1), []);
  const replace = useCallback(
    (data: T) => setState({ key, data, error: null, busy: false }),
    [key],
  );
  return { data: state.data, error: state.error, busy: state.busy, reload, replace };
}
