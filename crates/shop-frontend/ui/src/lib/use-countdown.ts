import { useEffect, useState } from 'react';

/** Nobody should look at a locked button for longer than this, whatever the shop asks for. */
const LONGEST_SECONDS = 30;

/** Seconds left until `seconds` after `from`, counted down once a second to 0. */
export function useCountdown(from: Date | null, seconds: number | null): number {
  const until = from === null ? 0 : from.getTime() + Math.min(seconds ?? 0, LONGEST_SECONDS) * 1000;
  const left = () => Math.max(0, Math.ceil((until - Date.now()) / 1000));
  const [shown, setShown] = useState(left);
  useEffect(() => {
    setShown(left());
    if (left() === 0) return;
    const timer = setInterval(() => {
      const now = left();
      setShown(now);
      if (now === 0) clearInterval(timer);
    }, 250);
    return () => clearInterval(timer);
  }, [until]);
  return shown;
}
