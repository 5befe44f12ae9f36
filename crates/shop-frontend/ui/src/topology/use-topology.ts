import { useCallback, useEffect, useState } from 'react';
import { asShopError, type ShopError } from '../api/errors';
import { getFrontend, getTopology } from '../api/topology';
import { nodesOf, type Node } from './health';

/** From one answer to the next question. */
const PAUSE_MS = 5_000;

export interface Look {
  nodes: Node[];
  /** Why those behind the frontend could not be seen. */
  error: ShopError | null;
  at: Date;
}

/**
 * Looks at the services again and again while the page is visible: the one page that repeats a call
 * by itself, because watching is what it is for.
 */
export function useTopology(paused: boolean): {
  look: Look | null;
  busy: boolean;
  again: () => void;
} {
  const [look, setLook] = useState<Look | null>(null);
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState(0);
  const [visible, setVisible] = useState(document.visibilityState === 'visible');

  useEffect(() => {
    const changed = () => setVisible(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', changed);
    return () => document.removeEventListener('visibilitychange', changed);
  }, []);

  useEffect(() => {
    // The first look and one that was asked for are taken in a pause as well.
    if (!visible) return;
    const gone = new AbortController();
    setBusy(true);
    void lookOnce(gone.signal).then((next) => {
      if (gone.signal.aborted) return;
      setLook(next);
      setBusy(false);
    });
    return () => gone.abort();
  }, [visible, asked]);

  useEffect(() => {
    if (paused || !visible || look === null) return;
    const timer = setTimeout(() => setAsked((n) => n + 1), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [paused, visible, look]);

  const again = useCallback(() => setAsked((n) => n + 1), []);
  return { look, busy, again };
}

async function lookOnce(signal: AbortSignal): Promise<Look> {
  const [frontend, topology] = await Promise.allSettled([getFrontend(signal), getTopology(signal)]);
  const behind = topology.status === 'fulfilled' ? topology.value.services : null;
  return {
    nodes: nodesOf({ frontend: frontend.status === 'fulfilled' ? frontend.value : null, behind }),
    error: topology.status === 'rejected' ? asShopError(topology.reason) : null,
    at: new Date(),
  };
}
