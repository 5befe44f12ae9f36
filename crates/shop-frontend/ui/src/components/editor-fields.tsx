import type { Product } from '../api/types';
import { useSpeech } from '../i18n/language';
import { useCategories } from '../lib/use-categories';
import type { Field, Form } from '../staff/form';

export const fieldId = (field: Field) => `edit-${field}`;

interface Props {
  form: Form;
  /** Fields whose value is not allowed. */
  faults: Field[];
  /** Fields that somebody else has changed as well. */
  both: Field[];
  known: Product | null;
  onChange: (field: Field, text: string) => void;
}

export function EditorFields({ form, faults, both, known, onChange }: Props) {
  const { t, format, pick } = useSpeech();
  const categories = useCategories();

  const described = (field: Field, hint: boolean) => {
    const id = fieldId(field);
    const by = [
      hint && !(field === 'sku' && faults.includes(field)) && `${id}-hint`,
      faults.includes(field) && `${id}-fault`,
      both.includes(field) && `${id}-both`,
    ].filter(Boolean);
    return by.length > 0 ? by.join(' ') : undefined;
  };
  const fault = (field: Field) => (faults.includes(field) ? t.staff.rules[field] : '');
  const around = (field: Field, control: React.ReactNode, hint = '') => (
    <div className={`field field-${field}`}>
      <label htmlFor={fieldId(field)}>{t.staff.fields[field]}</label>
      {control}
      {hint !== '' && hint !== fault(field) && (
        <p className="faint" id={`${fieldId(field)}-hint`}>
          {hint}
        </p>
      )}
      {faults.includes(field) && (
        <p className="fault" id={`${fieldId(field)}-fault`}>
          {t.staff.rules[field]}
        </p>
      )}
      {both.includes(field) && (
        <p className="both" id={`${fieldId(field)}-both`}>
          {t.staff.changedToo}
        </p>
      )}
    </div>
  );
  const shared = (field: Field, hint = false) => ({
    id: fieldId(field),
    name: field,
    value: form[field],
    'aria-invalid': faults.includes(field),
    'aria-describedby': described(field, hint),
    onChange: (event: { target: { value: string } }) => onChange(field, event.target.value),
  });
  const needed = { 'aria-required': true, autoComplete: 'off' } as const;

  const stockHint = known ? t.staff.stockHint(known.stock) : t.staff.stockHintNew;
  return (
    <>
      <fieldset className="fields fields-two">
        <legend>{t.staff.texts}</legend>
        {around('name', <input type="text" {...shared('name')} {...needed} />)}
        {around('nameKo', <input type="text" lang="ko" {...shared('nameKo')} {...needed} />)}
        {around('description', <textarea rows={4} {...shared('description')} />)}
        {around('descriptionKo', <textarea rows={4} lang="ko" {...shared('descriptionKo')} />)}
      </fieldset>
      <fieldset className="fields fields-two">
        <legend>{t.staff.selling}</legend>
        {around(
          'sku',
          <input type="text" {...shared('sku', true)} {...needed} />,
          t.staff.rules.sku,
        )}
        {around(
          'category',
          <select {...shared('category')} aria-required>
            {form.category === '' && <option value="">{t.staff.choose}</option>}
            {categories.data === null && form.category !== '' && (
              <option value={form.category}>{form.category}</option>
            )}
            {categories.data?.map(({ slug, name, nameKo }) => (
              <option key={slug} value={slug}>
                {pick(name, nameKo)}
              </option>
            ))}
          </select>,
        )}
        {around(
          'price',
          <input type="text" inputMode="decimal" {...shared('price', true)} {...needed} />,
          t.staff.priceHint(format.money({ amount: 1950, currency: 'USD' })),
        )}
        {around(
          'stock',
          <input type="text" inputMode="numeric" autoComplete="off" {...shared('stock', true)} />,
          stockHint,
        )}
        {categories.error && (
          <p className="fault" role="alert">
            {t.staff.categoriesFailed}{' '}
            <button type="button" className="link-button" onClick={categories.reload}>
              {t.failure.retry}
            </button>
          </p>
        )}
      </fieldset>
    </>
  );
}
