// A kind of load test, made of its rate, its duration and its phases.
import exec from 'k6/execution';

import { breakingThresholdsOf, seenOf, thresholdsOf } from './objectives.js';
import { page } from './page.js';
import { phaseAt, phasesOf, scenarioOf, seconds, visitsDue } from './plan.js';
import { resultOf } from './result.js';
import { CUSTOMERS, DURATION, LANG, LEVELS, PAGE, RATE, RESULT, SHOP } from './settings.js';
import { text } from './text.js';
import { learn, visit } from './visits.js';

/** What a script of k6 exports. `shape` has rates as multiples of its own and lengths as shares of its duration. */
export function loadTest(kind, shape) {
  const rate = RATE ?? shape.rate;
  const objectives = seenOf(LEVELS);
  const phases = phasesOf(shape, rate, DURATION ?? seconds(shape.duration));
  const meanRate = visitsDue(phases) / phases.at(-1).end;
  const thresholds = shape.untilItBreaks
    ? breakingThresholdsOf(objectives, phases, rate)
    : thresholdsOf(objectives, phases, meanRate);

  return {
    options: {
      scenarios: { [kind]: scenarioOf(phases, CUSTOMERS) },
      thresholds,
      // A customer is known again at the next visit, but does not come with the connections of the last one.
      noCookiesReset: true,
      noVUConnectionReuse: true,
      userAgent: `firedrill-load/${kind}`,
      setupTimeout: '30s',
      summaryTrendStats: ['avg', 'min', 'med', 'p(90)', 'p(95)', 'p(99)', 'max'],
    },
    setup: learn,
    visit(products) {
      const { iterationInTest, startTime } = exec.scenario;
      const { index } = phaseAt(phases, (Date.now() - startTime) / 1000);
      visit(iterationInTest, products, index);
    },
    handleSummary(data) {
      const run = { kind, shop: SHOP, phases, objectives, untilItBreaks: !!shape.untilItBreaks };
      const result = resultOf(run, data);
      if (!PAGE) return { stdout: text(result, LANG) };
      return {
        [PAGE]: page(result, LANG),
        [RESULT]: JSON.stringify({ ...result, text: text(result, LANG) }),
      };
    },
  };
}
