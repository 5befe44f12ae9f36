// Does the shop keep its promises on a busy day?
import { loadTest } from './lib/test.js';

const test = loadTest('load', {
  rate: 20,
  duration: '5m',
  phases: [
    { name: 'rise', share: 1, from: 0.25, to: 1 },
    { name: 'steady', share: 9, from: 1, to: 1 },
  ],
});

export const options = test.options;
export const setup = test.setup;
export const handleSummary = test.handleSummary;
export default test.visit;
