import { useEffect, useState, type ReactNode } from 'react';
import { useSpeech } from '../i18n/language';

const SLOW_AFTER_MS = 4_000;

/** The shape of what is to come, and after a while the truth that it takes long. */
export function Waiting({ children }: { children: ReactNode }) {
  const { t } = useSpeech();
  const slow = useSlow(true);
  return (
    <div className="waiting">
      <p role="status" className={slow ? 'slow' : 'visually-hidden'}>
        {slow ? t.state.slow : t.state.loading}
      </p>
      <div aria-hidden="true">{children}</div>
    </div>
  );
}

/** True once `busy` has lasted longer than anybody expects. */
export function useSlow(busy: boolean): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    if (!busy) return;
    const timer = setTimeout(() => setSlow(true), SLOW_AFTER_MS);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [busy]);
  return slow;
}

export function CardSkeletons({ count = 8 }: { count?: number }) {
  return (
    <div className="grid">
      {Array.from({ length: count }, (_, index) => (
        <div className="card" key={index}>
          <div className="picture bone" />
          <div className="bone bone-line" />
          <div className="bone bone-line bone-short" />
        </div>
      ))}
    </div>
  );
}

export function LineSkeletons({ count = 3 }: { count?: number }) {
  return (
    <div className="stack">
      {Array.from({ length: count }, (_, index) => (
        <div className="bone bone-row" key={index} />
      ))}
    </div>
  );
}
