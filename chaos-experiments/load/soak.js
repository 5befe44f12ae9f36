// Does anything get worse with time?
import { loadTest } from './lib/test.js';

const SIXTH = { name: 'sixth', share: 1, from: 1, to: 1 };

const test = loadTest('soak', {
  rate: 10,
  duration: '30m',
  phases: [SIXTH, SIXTH, SIXTH, SIXTH, SIXTH, SIXTH],
});

export const options = test.options;
export const setup = test.setup;
export const handleSummary = test.handleSummary;
export default test.visit;
