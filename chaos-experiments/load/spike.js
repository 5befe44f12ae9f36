// What does a crowd do that comes from one second to the next?
import { loadTest } from './lib/test.js';

const test = loadTest('spike', {
  rate: 10,
  duration: '2m',
  phases: [
    { name: 'before', share: 1, from: 1, to: 1 },
    { name: 'crowd', share: 1, from: 8, to: 8 },
    { name: 'after', share: 2, from: 1, to: 1 },
  ],
});

export const options = test.options;
export const setup = test.setup;
export const handleSummary = test.handleSummary;
export default test.visit;
