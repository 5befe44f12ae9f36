// The result for a terminal.
import {
  failuresOf,
  length,
  milliseconds,
  percent,
  phaseName,
  rate,
  rates,
  sentence,
  whole,
} from './format.js';
import { texts } from './texts.js';

export function text(result, lang) {
  const t = texts(lang);
  const { kind, shop, seconds, visits, requests, customers, dropped } = result;
  const facts = [
    `${t.duration()} ${length(seconds)}`,
    `${t.visits()} ${whole(visits.made)} (${rate(visits.perSecond)}/s)`,
    `${t.requests()} ${whole(requests.made)} (${rate(requests.perSecond)}/s)`,
    `${t.customers()} ${customers}`,
  ];
  return [
    `${t.kinds[kind]()} · ${shop}`,
    facts.join(' · '),
    '',
    ...promises(result, t, lang),
    '',
    ...(result.phases.length > 1 ? [...parts(result, t), ''] : []),
    ...(dropped.count > 0 ? [t.droppedNote(whole(dropped.count))] : []),
    sentence(t, result),
    '',
  ].join('\n');
}

function promises({ objectives, breaking }, t, lang) {
  const mark = ({ measured, kept }) => (breaking || measured === null ? '' : kept ? ' ✓' : ' ✗');
  const row = ({ title, requests, good, fast, milliseconds: times, failures }) => [
    title[lang],
    whole(requests),
    requests === 0 ? t.none() : `${percent(good.measured)}${mark(good)}`,
    t.target(percent(good.target)),
    `${percent(fast.measured)}${mark(fast)}`,
    t.within(percent(fast.target), fast.under),
    times ? [times.p50, times.p95, times.p99].map(milliseconds).join(' / ') : '–',
    failuresOf(t, failures),
  ];
  const head = [
    t.journey(),
    t.requests(),
    t.good(),
    '',
    t.fast(),
    '',
    'p50 / p95 / p99 ms',
    t.failures(),
  ];
  return table([head, ...objectives.map(row)], [1]);
}

function parts({ phases }, t) {
  const row = (phase) => [
    phaseName(t, phase),
    rates(phase),
    whole(phase.requests),
    percent(phase.good),
    percent(phase.fast),
    phase.milliseconds ? milliseconds(phase.milliseconds.p95) : '–',
    (phase.broken ?? []).join(', '),
  ];
  const head = [t.part(), t.rate(), t.requests(), t.good(), t.fast(), 'p95 ms', ''];
  return table([head, ...phases.map(row)], [1, 2, 3, 4, 5]);
}

/** Columns as wide as their widest cell; those of figures are aligned to the right. */
function table(rows, right) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => width(row[column]))));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const room = ' '.repeat(widths[column] - width(cell));
        return right.includes(column) ? room + cell : cell + room;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Cells on a terminal: a Korean letter takes two. */
const width = (words) =>
  [...words].reduce((sum, letter) => sum + (/[ᄀ-ᇿ㄰-㆏가-힣]/.test(letter) ? 2 : 1), 0);
