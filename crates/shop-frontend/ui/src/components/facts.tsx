import { useState } from 'react';
import type { FailureFacts } from '../api/errors';
import { useSpeech } from '../i18n/language';

/** The reference in plain sight; behind it everything that an engineer asks for. */
export function Facts({ facts }: { facts: FailureFacts }) {
  const { t } = useSpeech();
  const rows: [string, string][] = [
    [t.failure.request, `${facts.method} ${facts.path}`],
    [t.failure.answer, facts.status === null ? t.failure.noAnswer : `HTTP ${facts.status}`],
    [t.failure.time, facts.at.toISOString()],
  ];
  if (facts.type !== null) rows.push([t.failure.problem, facts.type]);
  if (facts.detail !== null) rows.push([t.failure.detail, facts.detail]);
  for (const { field, message } of facts.fields) {
    rows.push([t.failure.field, `${field}: ${message}`]);
  }
  return (
    <div className="facts">
      {facts.requestId !== '' && <Reference id={facts.requestId} />}
      {/* What was refused can be mended, so the reason should not hide; a newer version says it all itself. */}
      <details open={facts.kind === 'refused' && facts.status !== 412}>
        <summary>{t.failure.technical}</summary>
        <dl>
          {rows.map(([name, value], index) => (
            <div key={index}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </details>
    </div>
  );
}

function Reference({ id }: { id: string }) {
  const { t } = useSpeech();
  const [copied, setCopied] = useState(false);
  // The clipboard exists only in a secure context; elsewhere the reference is selected by one click.
  const clipboard = window.isSecureContext ? navigator.clipboard : undefined;
  return (
    <p className="reference">
      <span>{t.failure.reference}</span> <code>{id}</code>
      {clipboard && (
        <button
          type="button"
          className="link-button"
          onClick={() =>
            void clipboard.writeText(id).then(
              () => setCopied(true),
              () => setCopied(false),
            )
          }
        >
          {copied ? t.failure.copied : t.failure.copy}
        </button>
      )}
    </p>
  );
}
