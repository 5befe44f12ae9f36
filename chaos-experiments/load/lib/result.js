// What a test found: of the promises, of its phases, and whether it passed. Pure.
import { REASONS, part } from './objectives.js';
import { visitsDue } from './plan.js';

/** `run` is what was asked for, `data` what k6 hands to `handleSummary`. */
export function resultOf(run, data) {
  const metrics = metricsOf(data);
  const seconds = data.state.testRunDurationMs / 1000;
  const objectives = run.objectives.map((objective) => promiseOf(objective, metrics));
  const seen = run.phases
    .map((phase) => phaseOf(phase, run, metrics))
    .filter(({ requests }) => requests > 0);
  const visits = metrics.count('iterations');
  const dropped = metrics.count('dropped_iterations');
  const requests = metrics.values('shop_good', { slo: 'shop' });
  const breaking = run.untilItBreaks ? breakingOf(seen, metrics) : undefined;
  // After the step that broke there is only what came until k6 had stopped.
  const phases = breaking ? seen.slice(0, breaking.steps) : seen;
  return {
    kind: run.kind,
    shop: run.shop,
    endedAt: new Date().toISOString(),
    passed: breaking ? breaking.held !== null : metrics.allKept(),
    seconds,
    visits: { due: Math.round(visitsDue(run.phases)), made: visits, perSecond: visits / seconds },
    requests: { made: total(requests), perSecond: total(requests) / seconds },
    customers: metrics.values('vus_max').max ?? 0,
    dropped: { count: dropped, kept: metrics.kept('dropped_iterations') },
    objectives,
    phases,
    ...(breaking ? { breaking } : {}),
  };
}

function promiseOf({ id, title, availability, latency }, metrics) {
  const good = metrics.values('shop_good', { slo: id });
  const fast = metrics.values('shop_fast', { slo: id });
  const failures = REASONS.map((why) => [why, metrics.count('shop_failures', { slo: id, why })]);
  return {
    id,
    title,
    requests: total(good),
    good: {
      target: availability,
      measured: share(good),
      kept: metrics.kept('shop_good', { slo: id }),
    },
    fast: {
      under: latency.under,
      target: latency.ratio,
      measured: share(fast),
      kept: metrics.kept('shop_fast', { slo: id }),
    },
    milliseconds: timesOf(metrics.values('shop_time', { slo: id })),
    failures: Object.fromEntries(failures.filter(([, count]) => count > 0)),
  };
}

function phaseOf({ index, name, times, from, to, start, end }, run, metrics) {
  const tags = { slo: 'shop', phase: index };
  const good = metrics.values('shop_good', tags);
  const broken = run.objectives
    .filter(({ id }) => total(metrics.values('shop_good', { slo: id, phase: index })) > 0)
    .filter(({ id }) => {
      const own = { slo: id, phase: index };
      return !(metrics.kept('shop_good', own) && metrics.kept('shop_fast', own));
    });
  return {
    index,
    name,
    times,
    from,
    to,
    seconds: end - start,
    requests: total(good),
    perSecond: total(good) / (end - start),
    good: share(good),
    fast: share(metrics.values('shop_fast', tags)),
    milliseconds: timesOf(metrics.values('shop_time', tags)),
    ...(run.untilItBreaks ? { broken: broken.map(({ id }) => id) } : {}),
  };
}

/** The last step that kept every promise, and the first that did not. */
function breakingOf(phases, metrics) {
  let at = phases.findIndex(({ broken }) => broken.length > 0);
  // Customers ran out before the step was over.
  if (at < 0 && !metrics.kept('dropped_iterations')) at = phases.length - 1;
  if (at < 0) return { held: phases.at(-1)?.to ?? null, broke: null, steps: phases.length };
  return {
    held: phases[at - 1]?.to ?? null,
    heldRequests: phases[at - 1]?.perSecond ?? null,
    broke: phases[at].to,
    steps: at + 1,
    objectives: phases[at].broken,
  };
}

function metricsOf({ metrics }) {
  const find = (name, tags) => metrics[tags ? part(name, tags) : name];
  const holds = (metric) => Object.values(metric?.thresholds ?? {}).every(({ ok }) => ok);
  return {
    values: (name, tags) => find(name, tags)?.values ?? {},
    count: (name, tags) => find(name, tags)?.values.count ?? 0,
    kept: (name, tags) => holds(find(name, tags)),
    allKept: () => Object.values(metrics).every(holds),
  };
}

const total = ({ passes = 0, fails = 0 }) => passes + fails;

/** None when nothing was counted. */
const share = (values) => (total(values) > 0 ? values.rate : null);

function timesOf(values) {
  if (!(values.max > 0)) return null;
  return {
    p50: values.med,
    p90: values['p(90)'],
    p95: values['p(95)'],
    p99: values['p(99)'],
    max: values.max,
  };
}
