import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useSpeech } from '../i18n/language';

interface Props {
  title: string;
  body: string;
  /** The word on the button that does it. */
  action: string;
  onConfirm: () => void;
  onClose: () => void;
  children?: ReactNode;
}

/** Asks before something that cannot be taken back. The browser's own dialog keeps the focus inside. */
export function Confirm({ title, body, action, onConfirm, onClose, children }: Props) {
  const { t } = useSpeech();
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="confirm"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id={titleId}>{title}</h2>
      <p>{body}</p>
      {children}
      <div className="actions">
        {/* First, so that it has the focus: a hasty Enter changes nothing. */}
        <button type="button" className="button button-quiet" onClick={onClose}>
          {t.confirm.keep}
        </button>
        <button type="button" className="button button-danger" onClick={onConfirm}>
          {action}
        </button>
      </div>
    </dialog>
  );
}
