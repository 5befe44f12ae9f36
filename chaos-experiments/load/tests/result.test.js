import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { breakingThresholdsOf, part, seenOf, thresholdsOf } from '../lib/objectives.js';
import { page } from '../lib/page.js';
import { phasesOf } from '../lib/plan.js';
import { resultOf } from '../lib/result.js';
import { text } from '../lib/text.js';

const levels = JSON.parse(readFileSync(new URL('objectives.json', import.meta.url)));
const objectives = seenOf(levels);
const step = (times) => ({ name: 'step', share: 1, from: times, to: times });
const phases = phasesOf({ phases: [step(1), step(2), step(3)] }, 10, 30);
const run = { kind: 'breakpoint', shop: 'http://shop', phases, objectives, untilItBreaks: true };

/** What k6 hands over: `counts` has `[good, failed]` by the tags of a part, everything else was quick. */
function measured(thresholds, counts, dropped = 0) {
  const metrics = { iterations: { values: { count: 90 } } };
  const put = (name, values, holds) => {
    const wanted = thresholds[name] ?? [];
    const ok = wanted.map((one) => [one.threshold ?? one, { ok: holds(one.threshold ?? one) }]);
    metrics[name] = { values, thresholds: Object.fromEntries(ok) };
  };
  const least = (rate) => (threshold) => rate >= Number(threshold.split('>=')[1]);
  for (const [tags, [passes, fails]] of counts) {
    const rate = passes / (passes + fails);
    put(part('shop_good', tags), { rate, passes, fails }, least(rate));
    put(part('shop_fast', tags), { rate: 1, passes, fails: 0 }, least(1));
  }
  put('dropped_iterations', { count: dropped }, () => dropped === 0);
  return { metrics, state: { testRunDurationMs: 30000 } };
}

const everywhere = (counts) => objectives.map(({ id }) => [{ slo: id }, counts]);

test('only what customers see is measured, and nothing of it may be missing', () => {
  assert.deepEqual(
    objectives.map(({ id }) => id),
    ['shop', 'browse', 'cart', 'checkout', 'orders'],
  );
  assert.throws(() => seenOf({ objectives: levels.objectives.slice(1) }), /no objective shop/);
});

test('thresholds are the objectives of the file', () => {
  const thresholds = thresholdsOf(objectives, phases, 20);
  assert.deepEqual(thresholds['shop_good{slo:checkout}'], ['rate>=0.995']);
  assert.deepEqual(thresholds['shop_fast{slo:checkout}'], ['rate>=0.95']);
  assert.deepEqual(thresholds.dropped_iterations, ['rate<=0.1']);
});

test('one journey that breaks its promise fails the test', () => {
  const usual = { ...run, kind: 'load', untilItBreaks: false };
  const thresholds = thresholdsOf(objectives, phases, 20);
  const counts = everywhere([1000, 0]);
  assert.equal(resultOf(usual, measured(thresholds, counts)).passed, true);
  assert.equal(resultOf(usual, measured(thresholds, counts, 9)).passed, false);
  counts[3] = [{ slo: 'checkout' }, [1000, 6]];
  const result = resultOf(usual, measured(thresholds, counts));
  assert.equal(result.passed, false);
  const checkout = result.objectives.find(({ id }) => id === 'checkout');
  assert.deepEqual([checkout.good.kept, checkout.fast.kept], [false, true]);
});

test('a breakpoint is between the last step that kept everything and the first that did not', () => {
  const thresholds = breakingThresholdsOf(objectives, phases, 10);
  assert.deepEqual(thresholds['shop_good{slo:cart,phase:1}'], [
    { abortOnFail: true, delayAbortEval: '20s', threshold: 'rate>=0.995' },
  ]);
  const counts = [
    [{ slo: 'shop', phase: 0 }, [300, 0]],
    [{ slo: 'shop', phase: 1 }, [600, 1]],
    [{ slo: 'cart', phase: 1 }, [50, 1]],
    [{ slo: 'shop', phase: 2 }, [20, 0]],
  ];
  const result = resultOf(run, measured(thresholds, counts));
  const { held, broke, objectives: broken } = result.breaking;
  assert.deepEqual([held, broke, broken], [10, 20, ['cart']]);
  assert.equal(result.passed, true);
  assert.equal(result.phases.length, 2, 'what came until k6 had stopped is no step');

  const first = resultOf(run, measured(thresholds, [[{ slo: 'shop', phase: 0 }, [3, 3]]]));
  assert.deepEqual([first.passed, first.breaking.held], [false, null]);

  const waiting = resultOf(run, measured(thresholds, counts.slice(0, 1), 50));
  assert.deepEqual([waiting.breaking.held, waiting.breaking.broke], [null, 10]);

  const never = resultOf(run, measured(thresholds, counts.slice(0, 1)));
  assert.deepEqual([never.breaking.held, never.breaking.broke], [10, null]);
});

test('page and text say the same in both languages, and the page needs nothing else', () => {
  const counts = [...everywhere([995, 5]), [{ slo: 'shop', phase: 0 }, [995, 5]]];
  const data = measured(thresholdsOf(objectives, phases, 20), counts);
  for (const kind of ['smoke', 'load', 'stress', 'spike', 'soak', 'breakpoint']) {
    const untilItBreaks = kind === 'breakpoint';
    const result = resultOf({ ...run, kind, untilItBreaks, shop: 'http://<shop>' }, data);
    for (const lang of ['en', 'ko']) {
      const html = page(result, lang);
      assert.ok(!/undefined|NaN|\{\d\}/.test(html + text(result, lang)), html);
      assert.ok(html.includes('http://&lt;shop&gt;') && !html.includes('<shop>'));
      assert.ok(!/(src|href)=|@import|url\(/.test(html));
      assert.ok(html.includes('99.5 %') && text(result, lang).includes('99.5 %'));
    }
  }
});
