// Does every journey work at all?
import { loadTest } from './lib/test.js';

const test = loadTest('smoke', {
  rate: 10,
  duration: '20s',
  phases: [{ name: 'steady', share: 1, from: 1, to: 1 }],
});

export const options = test.options;
export const setup = test.setup;
export const handleSummary = test.handleSummary;
export default test.visit;
