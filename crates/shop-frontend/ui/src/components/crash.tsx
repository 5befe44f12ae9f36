import { Component, type ReactNode } from 'react';
import { useSpeech } from '../i18n/language';

/** The last resort: a mistake in this page shows words and a way on instead of a white page. */
export class CrashBoundary extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override render() {
    return this.state.crashed ? <Crashed /> : this.props.children;
  }
}

function Crashed() {
  const { t } = useSpeech();
  return (
    <div className="message" role="alert">
      <h1>{t.failure.crashTitle}</h1>
      <p>{t.failure.crashBody}</p>
      <button type="button" className="button" onClick={() => window.location.reload()}>
        {t.failure.reload}
      </button>
    </div>
  );
}
