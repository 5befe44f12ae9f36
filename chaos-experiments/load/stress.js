// How does the shop bear more than a busy day, and is it well afterwards?
import { loadTest } from './lib/test.js';

const test = loadTest('stress', {
  rate: 20,
  duration: '5m',
  phases: [
    { name: 'steady', share: 1, from: 1, to: 1 },
    { name: 'times', share: 1, from: 2, to: 2 },
    { name: 'times', share: 1, from: 3, to: 3 },
    { name: 'times', share: 1, from: 4, to: 4 },
    { name: 'after', share: 1, from: 1, to: 1 },
  ],
});

export const options = test.options;
export const setup = test.setup;
export const handleSummary = test.handleSummary;
export default test.visit;
