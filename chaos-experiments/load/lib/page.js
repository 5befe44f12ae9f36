// The result as one HTML file that needs nothing else.
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
import { STYLE } from './style.js';
import { texts } from './texts.js';

export function page(result, lang) {
  const t = texts(lang);
  const { kind, shop, endedAt, passed } = result;
  const title = t.kinds[kind]();
  const when = `${endedAt.slice(0, 10)} ${endedAt.slice(11, 16)} UTC`;
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(`${title}, ${when}`)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header>
<p class="kicker">${escape(`${when} · ${shop}`)}</p>
<h1>${escape(title)}</h1>
<p class="question">${escape(t.questions[kind]())}</p>
<p class="outcome ${passed ? 'good' : 'bad'}"><span aria-hidden="true">${passed ? '✓' : '✗'}</span> ${escape(sentence(t, result))}</p>
</header>
${tiles(result, t)}
${result.breaking ? parts(result, t) + promises(result, t, lang) : promises(result, t, lang) + parts(result, t)}
${times(result, t, lang)}
</main>
</body>
</html>
`;
}

function tiles({ seconds, visits, requests, customers, dropped }, t) {
  const all = [
    [t.duration(), length(seconds)],
    [t.visits(), whole(visits.made)],
    [t.rate(), rate(visits.perSecond)],
    [t.requests(), whole(requests.made)],
    [t.requestRate(), rate(requests.perSecond)],
    [t.customers(), whole(customers)],
    [t.dropped(), whole(dropped.count), dropped.kept ? '' : 'bad'],
  ];
  const tile = ([name, value, tone = '']) =>
    `<div><dt>${escape(name)}</dt><dd class="${tone}">${escape(value)}</dd></div>`;
  return `<dl class="tiles">${all.map(tile).join('')}</dl>`;
}

function promises({ objectives, breaking }, t, lang) {
  // The sum over all steps of a test that goes on until it breaks says nothing of a promise.
  const tone = ({ measured: share, kept }) =>
    breaking || share === null ? '' : kept ? 'good' : 'bad';
  const row = ({ id, title, requests, good, fast, failures }) => `<tr>
<th scope="row">${escape(title[lang])}<small>${escape(id)}</small></th>
<td class="number">${whole(requests)}</td>
${measured(good, tone(good), t.target(percent(good.target)), requests === 0 ? t.none() : '')}
${measured(fast, tone(fast), t.within(percent(fast.target), fast.under), '')}
${breaking ? '' : `<td>${verdict(good.kept && fast.kept, t)}</td>`}
<td>${escape(failuresOf(t, failures) || '–')}</td>
</tr>`;
  const last = breaking ? [t.failures()] : [t.verdict(), t.failures()];
  const head = [t.journey(), [t.requests()], [t.good()], [t.fast()], ...last];
  return section(t.promises(), t.promisesNote(), table(head, objectives.map(row)));
}

const measured = ({ measured: share }, tone, target, instead) =>
  `<td class="number"><strong class="${tone}">${escape(instead || percent(share))}</strong><small>${escape(target)}</small></td>`;

const verdict = (kept, t) =>
  kept
    ? `<span class="good"><span aria-hidden="true">✓</span> ${t.kept()}</span>`
    : `<span class="bad"><span aria-hidden="true">✗</span> ${t.broken()}</span>`;

function parts({ phases, objectives, breaking }, t) {
  if (phases.length < 2) return '';
  const { under } = objectives.find(({ id }) => id === 'shop').fast;
  const most = Math.max(under * 1000, ...phases.map(({ milliseconds: times }) => times?.p95 ?? 0));
  const row = (phase) => `<tr${phase.broken?.length ? ' class="lost"' : ''}>
<th scope="row">${escape(phaseName(t, phase))}</th>
<td class="number">${rates(phase)}</td>
<td class="number">${rate(phase.perSecond)}</td>
<td class="number">${percent(phase.good)}</td>
<td class="number">${percent(phase.fast)}</td>
<td class="bar">${bar(phase.milliseconds?.p95, most, under * 1000)}</td>
${breaking ? `<td>${phase.broken.length ? `<span class="bad">${escape(phase.broken.join(', '))}</span>` : verdict(true, t)}</td>` : ''}
</tr>`;
  const head = [
    t.part(),
    [t.rate()],
    [t.requestRate()],
    [t.good()],
    [t.fast()],
    'p95',
    ...(breaking ? [t.verdict()] : []),
  ];
  return section(breaking ? t.steps() : t.parts(), t.partsNote(), table(head, phases.map(row)));
}

/** A bar with a mark where requests begin to be slow. */
function bar(value, most, mark) {
  if (value === undefined) return '–';
  const at = (number) => `${((number / most) * 100).toFixed(1)}%`;
  const tone = value > mark ? ' over' : '';
  return `<div class="track"><div class="fill${tone}" style="width:${at(value)}"></div><i style="left:${at(mark)}"></i></div><span>${milliseconds(value)} ms</span>`;
}

function times({ objectives }, t, lang) {
  const columns = ['p50', 'p90', 'p95', 'p99', 'max'];
  const cell = (times, column) =>
    `<td class="number">${times ? milliseconds(times[column]) : '–'}</td>`;
  const row = ({ title, milliseconds: times }) =>
    `<tr><th scope="row">${escape(title[lang])}</th>${columns.map((column) => cell(times, column)).join('')}</tr>`;
  const head = [t.journey(), ...columns.map((column) => [column])];
  return section(t.times(), t.timesNote(), table(head, objectives.map(row)));
}

const section = (title, note, content) =>
  `<h2>${escape(title)}</h2>\n<p class="note">${escape(note)}</p>\n${content}\n`;

/** A heading in a list is one of figures. */
function table(head, rows) {
  const heading = (name) =>
    Array.isArray(name)
      ? `<th scope="col" class="number">${escape(name[0])}</th>`
      : `<th scope="col">${escape(name)}</th>`;
  return `<div class="table"><table>
<thead><tr>${head.map(heading).join('')}</tr></thead>
<tbody>${rows.join('\n')}</tbody>
</table></div>`;
}

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (words) => String(words).replace(/[&<>"']/g, (letter) => ENTITIES[letter]);
