import type { ShopError } from '../api/errors';
import { useSpeech } from '../i18n/language';
import { Failure } from './failure';

export interface Refusal {
  error: ShopError;
  retry: () => void;
  /** It was the removal that failed. */
  deleting: boolean;
}

interface Props {
  refusal: Refusal;
  busy: boolean;
  onNewest: () => void;
}

/** Why a product was not saved or removed, and the way on. */
export function EditorFailure({ refusal, busy, onNewest }: Props) {
  const { t } = useSpeech();
  const { error, retry, deleting } = refusal;
  if (error.isProblem('version-mismatch')) {
    return <Conflict error={error} busy={busy} onNewest={onNewest} />;
  }
  const title = deleting ? t.staff.removeFailed : t.staff.saveFailed;
  if (error.isProblem('sku-taken')) {
    return <Failure error={error} title={title} body={t.staff.skuTaken} />;
  }
  if (error.kind === 'refused') {
    return <Failure error={error} title={title} body={t.staff.refusedBody} />;
  }
  return <Failure error={error} title={title} onRetry={retry} retrying={busy} />;
}

/** Somebody else was faster. */
export function Conflict({
  error,
  busy,
  onNewest,
}: Omit<Props, 'refusal'> & Pick<Refusal, 'error'>) {
  const { t } = useSpeech();
  return (
    <Failure error={error} title={t.staff.conflict} body={t.staff.conflictBody}>
      <button
        type="button"
        className="button"
        aria-disabled={busy}
        onClick={() => {
          if (!busy) onNewest();
        }}
      >
        {busy ? t.state.loading : t.staff.loadNewest}
      </button>
    </Failure>
  );
}
