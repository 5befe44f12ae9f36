// What is promised, as thresholds of k6.

/** What customers see of the shop. The objectives of single services can't be seen from outside. */
const SEEN = ['browse', 'cart', 'checkout', 'orders', 'shop'];

/** Why a request failed. */
export const REASONS = ['silence', '5xx', '4xx', 'unreadable', 'unreached'];

/** The objectives that a load test can measure, in their order of the file. */
export function seenOf(levels) {
  const seen = levels.objectives.filter(({ id }) => SEEN.includes(id));
  const missing = SEEN.filter((id) => !seen.some((objective) => objective.id === id));
  if (missing.length > 0) throw new Error(`slo.yaml has no objective ${missing.join(', ')}`);
  return seen;
}

/** Names of metrics and of their parts by tags, as k6 writes them. */
export const part = (metric, tags) =>
  `${metric}{${Object.entries(tags)
    .map(([name, value]) => `${name}:${value}`)
    .join(',')}}`;

const SHOWN = { rate: 'rate>=0', count: 'count>=0', trend: 'max>=0' };

/**
 * One journey's promises over the whole test. k6 keeps only those parts of a metric that have a threshold, so what
 * shall be shown has one that always holds. It does not judge what is empty; see `miss` in `shop.js`.
 */
export function thresholdsOf(objectives, phases, rate) {
  const thresholds = { dropped_iterations: [mostDropped(objectives, rate)] };
  for (const { id, availability, latency } of objectives) {
    thresholds[part('shop_good', { slo: id })] = [`rate>=${availability}`];
    thresholds[part('shop_fast', { slo: id })] = [`rate>=${latency.ratio}`];
    thresholds[part('shop_time', { slo: id })] = [SHOWN.trend];
    for (const why of REASONS) {
      thresholds[part('shop_failures', { slo: id, why })] = [SHOWN.count];
    }
  }
  for (const { index } of phases) {
    const tags = { slo: 'shop', phase: index };
    thresholds[part('shop_good', tags)] = [SHOWN.rate];
    thresholds[part('shop_fast', tags)] = [SHOWN.rate];
    thresholds[part('shop_time', tags)] = [SHOWN.trend];
  }
  return thresholds;
}

/**
 * The same promises for each step by itself, judged when the step is over: the first that breaks one ends the test. Over
 * the whole test the good steps would hide for long that the last one is none.
 */
export function breakingThresholdsOf(objectives, phases, rate) {
  const dropped = { threshold: mostDropped(objectives, rate), abortOnFail: true };
  const thresholds = { ...thresholdsOf(objectives, phases, rate), dropped_iterations: [dropped] };
  for (const { id, availability, latency } of objectives) {
    thresholds[part('shop_good', { slo: id })] = [SHOWN.rate];
    thresholds[part('shop_fast', { slo: id })] = [SHOWN.rate];
    for (const { index, end } of phases) {
      const tags = { slo: id, phase: index };
      const until = { abortOnFail: true, delayAbortEval: `${end}s` };
      thresholds[part('shop_good', tags)] = [{ ...until, threshold: `rate>=${availability}` }];
      thresholds[part('shop_fast', tags)] = [{ ...until, threshold: `rate>=${latency.ratio}` }];
    }
  }
  return thresholds;
}

/** A visit that found every customer waiting counts like one that failed: as many as the shop's budget allows. */
function mostDropped(objectives, rate) {
  const shop = objectives.find(({ id }) => id === 'shop');
  return `rate<=${Number((rate * (1 - shop.availability)).toPrecision(3))}`;
}
