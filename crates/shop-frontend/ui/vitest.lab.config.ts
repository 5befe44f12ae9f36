import { defineConfig } from 'vitest/config';

/** Tests against a lab that runs; crates/firedrill/tests/lab/ui.rs brings it up. */
const project = (name: string, files: string, order: number, workers: number) => ({
  test: {
    name,
    environment: 'node' as const,
    include: [`e2e-lab/${files}`],
    maxWorkers: workers,
    // What the files share is read once, and they keep nothing in it.
    isolate: false,
    // A small machine, and another lab beside this one: each wait has a shorter limit of its own.
    testTimeout: 120_000,
    hookTimeout: 60_000,
    sequence: { groupOrder: order },
  },
});

export default defineConfig({
  test: {
    projects: process.env['SHOTS']
      ? [project('shots', 'shots.ts', 0, 1)]
      : [
          project('whole', 'whole/*.lab.ts', 0, 2),
          // A link that is cut is cut for everybody: one test at a time, and no other beside it.
          project('cut', 'cut/*.lab.ts', 1, 1),
        ],
  },
});
