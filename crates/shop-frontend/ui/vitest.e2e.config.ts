import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: [process.env['SHOTS'] ? 'e2e/shots.ts' : 'e2e/**/*.e2e.ts'],
    // One browser at a time: two of them on a small machine make each other slow.
    fileParallelism: false,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
