import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';
import type { ShopError } from '../api/errors';
import { useSpeech } from '../i18n/language';
import { useCountdown } from '../lib/use-countdown';
import { AlertIcon } from './icons';
import { Facts } from './facts';

interface Props {
  error: ShopError | null;
  /** Instead of the words for the error's kind. */
  title?: string;
  body?: string;
  /** Said besides what there is to say already. */
  note?: string;
  /** 1 where the notice is the whole page. */
  level?: 1 | 2;
  onRetry?: (() => void) | undefined;
  retryLabel?: string;
  /** A retry is under way. The notice stays, so that nothing jumps. */
  retrying?: boolean;
  /** Not read out: something beside it says so already, or it would be read again and again. */
  quiet?: boolean;
  /** Other ways on, beside the retry. */
  children?: ReactNode;
}

/** Says what failed, what to do now, and which reference finds it in the shop's logs. */
export function Failure(props: Props) {
  const { error, level = 2, onRetry, retrying = false, children } = props;
  const Heading = level === 1 ? 'h1' : 'h2';
  const { t } = useSpeech();
  const titleId = useId();
  const box = useFocusKeptOnLeave();
  const words = t.failures[error?.kind ?? 'refused'];
  const retryAfter = error?.facts.retryAfter ?? 0;
  // The shop's own time to wait is the better advice. Other words than the kind's bring their own.
  const next =
    retryAfter > 0 ? t.failure.wait(retryAfter) : props.body === undefined ? words.next : '';

  return (
    <section
      className="failure"
      role={props.quiet ? undefined : 'alert'}
      aria-labelledby={titleId}
      ref={box}
    >
      <AlertIcon />
      <div className="failure-text">
        <Heading id={titleId}>{props.title ?? words.title}</Heading>
        <p>{[props.body ?? words.body, props.note, next].filter(Boolean).join(' ')}</p>
        {(onRetry || children) && (
          <div className="actions">
            {onRetry && (
              <RetryButton
                error={error}
                onRetry={onRetry}
                retrying={retrying}
                label={props.retryLabel ?? t.failure.retry}
              />
            )}
            {children}
          </div>
        )}
        {error && <Facts facts={error.facts} />}
      </div>
    </section>
  );
}

interface RetryProps {
  error: ShopError | null;
  onRetry: () => void;
  retrying: boolean;
  label: string;
}

/** Keeps the time the shop asked for. Stays focusable while it waits: the focus must not get lost. */
function RetryButton({ error, onRetry, retrying, label }: RetryProps) {
  const { t } = useSpeech();
  const left = useCountdown(error?.facts.at ?? null, error?.facts.retryAfter ?? null);
  const blocked = retrying || left > 0;
  return (
    <button
      type="button"
      className="button"
      aria-disabled={blocked}
      onClick={() => {
        if (!blocked) onRetry();
      }}
    >
      {retrying ? t.failure.retrying : left > 0 ? t.failure.retryIn(left) : label}
    </button>
  );
}

/** When a retry succeeds this notice goes, and with it the button that has the focus. */
function useFocusKeptOnLeave() {
  const box = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    return () => {
      if (element?.contains(document.activeElement)) {
        document.getElementById('content')?.focus({ preventScroll: true });
      }
    };
  }, []);
  return box;
}
