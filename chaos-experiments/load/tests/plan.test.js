import assert from 'node:assert/strict';
import { test } from 'node:test';

import { phaseAt, phasesOf, scenarioOf, seconds, visitsDue } from '../lib/plan.js';

const steady = { phases: [{ name: 'steady', share: 1, from: 1, to: 1 }] };
const crowd = {
  phases: [
    { name: 'before', share: 1, from: 1, to: 1 },
    { name: 'crowd', share: 1, from: 8, to: 8 },
    { name: 'after', share: 2, from: 1, to: 1 },
  ],
};

test('a duration is read as k6 writes it, and nothing else is', () => {
  assert.equal(seconds('90s'), 90);
  assert.equal(seconds('1h30m'), 5400);
  for (const wrong of ['', '90', '1.5m', '0s', '5 m']) {
    assert.throws(() => seconds(wrong), /no duration/);
  }
});

test('phases share the duration, one after the other', () => {
  const phases = phasesOf(crowd, 10, 120);
  assert.deepEqual(
    phases.map(({ start, end, to }) => [start, end, to]),
    [
      [0, 30, 10],
      [30, 60, 80],
      [60, 120, 10],
    ],
  );
  assert.equal(phaseAt(phases, 59.9).name, 'crowd');
  assert.equal(phaseAt(phases, 500).name, 'after');
  assert.equal(visitsDue(phases), 300 + 2400 + 600);
});

test('one rate is a constant arrival rate, several are stages that jump', () => {
  const constant = scenarioOf(phasesOf(steady, 5, 20));
  assert.equal(constant.executor, 'constant-arrival-rate');
  assert.deepEqual([constant.rate, constant.timeUnit, constant.duration], [300, '1m', '20s']);
  const ramping = scenarioOf(phasesOf(crowd, 10, 120));
  assert.equal(ramping.executor, 'ramping-arrival-rate');
  assert.deepEqual(ramping.stages.slice(2, 4), [
    { target: 4800, duration: '0s' },
    { target: 4800, duration: '30s' },
  ]);
});

test('customers do not keep in step with the order of visits', () => {
  for (let rate = 1; rate < 400; rate++) {
    const { preAllocatedVUs } = scenarioOf(phasesOf(steady, rate, 20));
    assert.ok(preAllocatedVUs % 2 !== 0 && preAllocatedVUs % 5 !== 0, `${preAllocatedVUs}`);
  }
});
