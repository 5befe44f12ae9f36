import { useState, type FormEvent } from 'react';
import { asShopError, type ShopError } from '../api/errors';
import { getProduct } from '../api/shop';
import { createProduct, deleteProduct, replaceProduct } from '../api/staff';
import type { Product } from '../api/types';
import { useSpeech } from '../i18n/language';
import { announce } from '../lib/announce';
import { Link } from '../router/link';
import { navigate } from '../router/location';
import { to } from '../router/routes';
import {
  draftOf,
  emptyForm,
  faultsOf,
  fieldOf,
  FIELDS,
  formOf,
  rebased,
  type Field,
  type Form,
} from '../staff/form';
import { useStaff } from '../staff/staff-context';
import { CheckIcon } from './icons';
import { Confirm } from './confirm';
import { EditorFields, fieldId } from './editor-fields';
import { EditorFailure, type Refusal } from './editor-failure';
import { ImageEditor } from './image-editor';

/** Creates a product, or changes, pictures and removes one. */
export function ProductEditor({ product }: { product: Product | null }) {
  const { t, pick } = useSpeech();
  const { withToken } = useStaff();
  /** The product as the shop last told it: its version is the one that a change replaces. */
  const [known, setKnown] = useState(product);
  const [form, setForm] = useState<Form>(() => (product ? formOf(product) : emptyForm()));
  const [faults, setFaults] = useState<Field[]>([]);
  const [both, setBoth] = useState<Field[]>([]);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState('');
  const [removing, setRemoving] = useState(false);

  const change = (field: Field, text: string) => {
    setForm((now) => ({ ...now, [field]: text }));
    setFaults((now) => now.filter((fault) => fault !== field));
    setDone('');
  };

  const point = (fields: Field[]) => {
    setFaults(fields);
    const first = FIELDS.find((field) => fields.includes(field));
    if (first) document.getElementById(fieldId(first))?.focus();
  };

  /** What the shop refuses is shown where it was typed. */
  const refuse = (error: ShopError, retry: () => void, deleting = false) => {
    if (error.isProblem('sku-taken')) point(['sku']);
    else point(error.facts.fields.flatMap(({ field }) => fieldOf(field) ?? []));
    setRefusal({ error, retry, deleting });
  };

  const run = async (work: () => Promise<void>, retry: () => void, deleting = false) => {
    if (busy) return;
    setBusy(true);
    setDone('');
    try {
      await work();
      setRefusal(null);
      setBoth([]);
    } catch (reason) {
      refuse(asShopError(reason), retry, deleting);
    } finally {
      setBusy(false);
    }
  };

  const save = () => {
    const draft = draftOf(form);
    if (draft === null) {
      setRefusal(null);
      return point(faultsOf(form));
    }
    void run(async () => {
      if (known === null) {
        const created = await withToken((token) => createProduct(token, draft));
        announce(t.staff.created);
        navigate(to.staffProduct(created.id), { replace: true });
        return;
      }
      const saved = await withToken((token) =>
        replaceProduct(token, known.id, known.version, draft),
      );
      setKnown(saved);
      setForm(formOf(saved));
      setFaults([]);
      setDone(t.staff.saved);
    }, save);
  };

  /** Takes the newest product and keeps what was typed on top of it. */
  const takeNewest = (newest: Product) => {
    if (known === null) return;
    const next = rebased(form, formOf(known), formOf(newest));
    setKnown(newest);
    setForm(next.form);
    setBoth(next.both);
  };

  const loadNewest = () => {
    if (known === null || busy) return;
    setBusy(true);
    getProduct(known.id)
      .then((newest) => {
        takeNewest(newest);
        setRefusal(null);
        setDone(t.staff.newestLoaded);
      })
      .catch((reason: unknown) => refuse(asShopError(reason), loadNewest))
      .finally(() => setBusy(false));
  };

  const remove = () => {
    setRemoving(false);
    if (known === null) return;
    const work = async () => {
      await withToken((token) => deleteProduct(token, known.id, known.version));
      announce(t.staff.removed);
      navigate(to.staffProducts(), { replace: true });
    };
    void run(work, remove, true);
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    save();
  };
  const name = known ? pick(known.name, known.nameKo) : '';
  return (
    <>
      <h1>{known ? t.staff.editTitle(name) : t.staff.newTitle}</h1>
      {refusal && <EditorFailure refusal={refusal} busy={busy} onNewest={loadNewest} />}
      <div className="editor">
        <form className="editor-form" onSubmit={submit} noValidate>
          <EditorFields form={form} faults={faults} both={both} known={known} onChange={change} />
          <div className="editor-foot">
            <button type="submit" className="button button-large" aria-disabled={busy}>
              {busy ? t.staff.saving : known ? t.staff.save : t.staff.create}
            </button>
            {known && (
              <Link href={to.product(known.id)} className="button button-quiet">
                {t.staff.seeInShop}
              </Link>
            )}
            <div role="status" className="editor-done">
              {done !== '' && (
                <p className="done">
                  <CheckIcon />
                  <span>{done}</span>
                </p>
              )}
            </div>
          </div>
        </form>
        <div className="editor-side">
          {known ? (
            <>
              <ImageEditor
                product={known}
                busy={busy}
                onStored={takeNewest}
                onNewest={loadNewest}
              />
              <section className="editor-danger">
                <h2>{t.staff.removeTitle}</h2>
                <p className="faint">{t.staff.removeHint}</p>
                <button
                  type="button"
                  className="button button-danger-quiet"
                  aria-disabled={busy}
                  onClick={() => {
                    if (!busy) setRemoving(true);
                  }}
                >
                  {t.staff.remove}
                </button>
              </section>
            </>
          ) : (
            <section className="editor-picture">
              <h2>{t.staff.picture}</h2>
              <p className="faint">{t.staff.pictureLater}</p>
            </section>
          )}
        </div>
      </div>
      {removing && (
        <Confirm
          title={t.staff.removeAsk(name)}
          body={t.staff.removeBody}
          action={t.staff.remove}
          onConfirm={remove}
          onClose={() => setRemoving(false)}
        />
      )}
    </>
  );
}
