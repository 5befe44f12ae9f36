// How many customers can the shop serve before it breaks its promises?
import { loadTest } from './lib/test.js';

const STEPS = 20;
const GROWTH = 1.2;

const test = loadTest('breakpoint', {
  rate: 20,
  duration: '5m',
  phases: Array.from({ length: STEPS }, (_, step) => ({
    name: 'step',
    share: 1,
    from: GROWTH ** step,
    to: GROWTH ** step,
  })),
  untilItBreaks: true,
});

export const options = test.options;
export const setup = test.setup;
export const handleSummary = test.handleSummary;
export default test.visit;
