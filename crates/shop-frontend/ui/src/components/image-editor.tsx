import { useEffect, useRef, useState } from 'react';
import { asShopError, type ShopError } from '../api/errors';
import { IMAGE_TYPES, LARGEST_IMAGE, putImage } from '../api/staff';
import type { Product } from '../api/types';
import { useSpeech } from '../i18n/language';
import { useStaff } from '../staff/staff-context';
import { Conflict } from './editor-failure';
import { Failure } from './failure';
import { CheckIcon } from './icons';
import { Picture } from './picture';

type Fault = 'type' | 'size';

/** Shows a product's picture and replaces it. */
export function ImageEditor({
  product,
  busy,
  onStored,
  onNewest,
}: {
  product: Product;
  /** The product is being saved, removed or loaded. */
  busy: boolean;
  onStored: (product: Product) => void;
  /** Loads the newest product; the chosen file stays. */
  onNewest: () => void;
}) {
  const { t, pick } = useSpeech();
  const { withToken } = useStaff();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const [share, setShare] = useState<number | null>(null);
  const [error, setError] = useState<ShopError | null>(null);
  const [stored, setStored] = useState(false);

  const choose = (chosen: File | undefined) => {
    setStored(false);
    setError(null);
    const wrong = chosen ? faultOf(chosen) : null;
    setFault(wrong);
    setFile(chosen && wrong === null ? chosen : null);
  };

  const send = async () => {
    if (file === null || share !== null) return;
    setShare(0);
    setError(null);
    try {
      const answer = await withToken((token) =>
        putImage(token, product.id, product.version, file, setShare),
      );
      setFile(null);
      setStored(true);
      // The button that had the focus is gone.
      input.current?.focus();
      if (input.current) input.current.value = '';
      onStored(answer);
    } catch (reason) {
      const failure = asShopError(reason);
      if (failure.facts.status === 413) setFault('size');
      else if (failure.facts.status === 415) setFault('type');
      setError(failure);
    } finally {
      setShare(null);
    }
  };

  const refused = error !== null && fault !== null;
  const conflict = error?.isProblem('version-mismatch') ? error : null;
  return (
    <section className="editor-picture" aria-labelledby="edit-picture">
      <h2 id="edit-picture">{t.staff.picture}</h2>
      {file ? (
        <Preview file={file} label={t.staff.preview} />
      ) : (
        <Picture
          productId={product.id}
          version={product.version}
          alt={pick(product.name, product.nameKo)}
          eager
        />
      )}
      <div className="field">
        {/* The browser's own button speaks the browser's language; this one speaks the page's. */}
        <input
          ref={input}
          id="edit-file"
          type="file"
          accept={IMAGE_TYPES.join(',')}
          aria-describedby={fault ? 'edit-file-hint edit-file-fault' : 'edit-file-hint'}
          aria-invalid={fault !== null}
          disabled={share !== null}
          className="visually-hidden"
          onChange={(event) => choose(event.target.files?.[0])}
        />
        <label htmlFor="edit-file" className="button button-quiet">
          {t.staff.choosePicture}
        </label>
        <p className="file-name">{file?.name ?? t.staff.noFile}</p>
        <p className="faint" id="edit-file-hint">
          {t.staff.pictureHint}
        </p>
        {fault && (
          <p className="fault" id="edit-file-fault" role="alert">
            {fault === 'size' ? t.staff.tooLarge : t.staff.wrongType}
          </p>
        )}
      </div>
      {file && (
        <button
          type="button"
          className="button"
          aria-disabled={share !== null}
          onClick={() => void send()}
        >
          {share === null ? t.staff.upload : t.staff.uploading(Math.round(share * 100))}
        </button>
      )}
      {share !== null && <progress aria-label={t.staff.progress} max={1} value={share} />}
      {conflict && (
        <Conflict
          error={conflict}
          busy={busy}
          onNewest={() => {
            setError(null);
            onNewest();
          }}
        />
      )}
      {error && !refused && !conflict && (
        <Failure
          error={error}
          title={t.staff.uploadFailed}
          onRetry={() => void send()}
          retrying={share !== null}
        />
      )}
      <div role="status">
        {stored && (
          <p className="done">
            <CheckIcon />
            <span>{t.staff.pictureStored}</span>
          </p>
        )}
      </div>
    </section>
  );
}

function faultOf(file: File): Fault | null {
  if (!IMAGE_TYPES.includes(file.type)) return 'type';
  return file.size > LARGEST_IMAGE ? 'size' : null;
}

/** Drawn on a canvas: the content security policy allows no address that a file could be shown by. */
function Preview({ file, label }: { file: File; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let gone = false;
    createImageBitmap(file).then(
      (bitmap) => {
        const element = canvas.current;
        if (!gone && element) {
          // As the shop shows it: the middle square.
          const side = Math.min(bitmap.width, bitmap.height);
          const left = (bitmap.width - side) / 2;
          const top = (bitmap.height - side) / 2;
          element
            .getContext('2d')
            ?.drawImage(bitmap, left, top, side, side, 0, 0, element.width, element.height);
        }
        bitmap.close();
      },
      // What the browser cannot draw, the shop will judge.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [file]);
  return (
    <div className="picture">
      <canvas ref={canvas} width={480} height={480} role="img" aria-label={label} />
    </div>
  );
}
