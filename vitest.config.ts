import { defineConfig } from 'vitest/config';

/** Files that take tens of seconds: they begin first. They start processes, or put things of their own in place of modules. */
const LONG = ['tests/faults/**/*.test.ts', 'tests/cli/stopping.test.ts', 'tests/verbs/identical.test.ts'];

export default defineConfig({
  test: {
    // the default leaves a processor to itself
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'long', include: LONG } },
      {
        extends: true,
        test: {
          name: 'short',
          include: ['tests/**/*.test.ts'],
          exclude: LONG,
          // many in one process: loading the modules for each takes as long as the tests. A helper's own hooks run for one file only
          isolate: false,
        },
      },
    ],
  },
});
