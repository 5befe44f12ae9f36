import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: [process.env['SHOTS'] ? 'e2e/shots.ts' : 'e2e/**/*.e2e.ts'],
    // A browser mostly waits for the page: two at once are as fast as one on two processors.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
