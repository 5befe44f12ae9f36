import { MAX_QUANTITY } from '../api/types';

interface Props {
  value: number;
  label: string;
  /** Shown to everyone, or to screen readers only. */
  labelShown?: boolean;
  max?: number;
  disabled?: boolean;
  id: string;
  onChange: (quantity: number) => void;
}

/** A plain select: one change is one request, and every phone and screen reader knows it. */
export function Quantity({ value, label, labelShown, max = MAX_QUANTITY, ...rest }: Props) {
  // A cart may hold more than can be chosen now; the number it holds must still be shown.
  const choices = Array.from({ length: Math.max(max, value, 1) }, (_, index) => index + 1);
  return (
    <div className="quantity">
      <label htmlFor={rest.id} className={labelShown ? '' : 'visually-hidden'}>
        {label}
      </label>
      <select
        id={rest.id}
        value={value}
        disabled={rest.disabled}
        onChange={(event) => rest.onChange(Number(event.target.value))}
      >
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {choice}
          </option>
        ))}
      </select>
    </div>
  );
}
