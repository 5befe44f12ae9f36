// A kind's phases in seconds and visits per second, and the scenario that makes them.

/** Visits come in turns of so many (`visits.js`). */
const TURN = 20;
/** A visit takes less than this while the shop is well. */
const SECONDS_PER_VISIT = 2;
/** More would only wait for a shop that does not keep up, and cost memory. */
const MOST_CUSTOMERS = 600;

/** The phases with their rates and their bounds in seconds from the start. */
export function phasesOf(shape, rate, duration) {
  const shares = shape.phases.reduce((sum, phase) => sum + phase.share, 0);
  let start = 0;
  return shape.phases.map((phase, index) => {
    const length = Math.max(1, Math.round((duration * phase.share) / shares));
    const from = perSecond(rate * phase.from);
    const to = perSecond(rate * phase.to);
    const begun = start;
    start += length;
    return { index, name: phase.name, times: phase.to, from, to, start: begun, end: start };
  });
}

// k6 takes whole numbers of visits; in a minute, what is lost by rounding does not matter.
const perSecond = (rate) => Math.max(1, Math.round(rate * 60)) / 60;

/** Open model: a visit begins when it is due, however long those before it take. */
export function scenarioOf(phases, wanted) {
  const most = Math.max(...phases.flatMap(({ from, to }) => [from, to]));
  const customers = wanted ?? customersFor(most);
  const shared = { timeUnit: '1m', preAllocatedVUs: customers, gracefulStop: '20s' };
  const perMinute = (rate) => Math.round(rate * 60);
  const [first] = phases;
  if (phases.every(({ from, to }) => from === first.from && to === first.to)) {
    return {
      ...shared,
      executor: 'constant-arrival-rate',
      rate: perMinute(first.from),
      duration: `${phases.at(-1).end}s`,
    };
  }
  const stages = phases.flatMap(({ from, to, start, end }) => [
    { target: perMinute(from), duration: '0s' },
    { target: perMinute(to), duration: `${end - start}s` },
  ]);
  return { ...shared, executor: 'ramping-arrival-rate', startRate: perMinute(first.from), stages };
}

/** Customers come one after the other. With as many as a turn has visits, each would do the same again and again. */
function customersFor(rate) {
  let customers = Math.min(MOST_CUSTOMERS, Math.ceil(rate * SECONDS_PER_VISIT) + 10);
  while (divisor(customers, TURN) > 1) customers += 1;
  return customers;
}

const divisor = (a, b) => (b === 0 ? a : divisor(b, a % b));

/** Seconds of a duration as k6 writes it: 90s, 5m, 1h30m. */
export function seconds(text) {
  const parts = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text);
  const [hours, minutes, rest] = (parts ?? []).slice(1).map((part) => Number(part ?? 0));
  const all = hours * 3600 + minutes * 60 + rest;
  if (!(all > 0)) throw new Error(`"${text}" is no duration such as 90s, 5m or 1h30m`);
  return all;
}

/** The phase of a moment, in seconds from the start. */
export function phaseAt(phases, second) {
  return phases.find(({ end }) => second < end) ?? phases.at(-1);
}

/** Visits that are due in all. */
export function visitsDue(phases) {
  return phases.reduce(
    (sum, { from, to, start, end }) => sum + ((from + to) / 2) * (end - start),
    0,
  );
}
