// Figures for people.

/** 0.99512 → 99.51 %. Rounded down, so that what missed its target does not read like it. */
export function percent(share) {
  if (share === null) return '–';
  const hundredths = Math.floor(share * 10000 + 1e-6);
  return `${Number((hundredths / 100).toFixed(2))} %`;
}

export const whole = (number) => String(Math.round(number)).replace(/\B(?=(\d{3})+$)/g, ',');

/** With a digit behind the point while that says something. */
export const rate = (number) => (number < 100 ? String(Number(number.toFixed(1))) : whole(number));

export const milliseconds = (number) => (number < 10 ? number.toFixed(1) : whole(number));

/** 95 → 1:35. */
export function length(seconds) {
  const all = Math.round(seconds);
  return `${Math.floor(all / 60)}:${String(all % 60).padStart(2, '0')}`;
}

/** One rate, or where it came from and went to. */
export const rates = ({ from, to }) => (from === to ? rate(to) : `${rate(from)} → ${rate(to)}`);

/** How a phase is called. */
export function phaseName(t, { name, index, times }) {
  const put = name === 'times' ? times : index + 1;
  return t.phases[name](put);
}

/** The sentence of the whole test. */
export function sentence(t, { passed, breaking }) {
  if (!breaking) return passed ? t.passed() : t.missed();
  const { held, heldRequests, broke } = breaking;
  if (broke === null) return t.heldAll(rate(held));
  return held === null
    ? t.heldNone(rate(broke))
    : t.held(rate(held), rate(heldRequests), rate(broke));
}

/** `3 without an answer, 12 with 5xx`. */
export const failuresOf = (t, failures) =>
  Object.entries(failures)
    .map(([why, count]) => t.reasons[why](whole(count)))
    .join(', ');
