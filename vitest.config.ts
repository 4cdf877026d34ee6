import { defineConfig } from 'vitest/config'

/** They measure what they start, so nothing runs beside them. */
const MEASURING = ['test/cli/allocation.test.ts', 'test/cli/endurance.test.ts']

export default defineConfig({
  test: {
    // Forks, not threads: native database drivers crash when a thread that used one ends (better-sqlite3 #1476).
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'source',
          include: ['test/**/*.test.ts'],
          exclude: ['test/cli/**'],
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'built',
          include: ['test/cli/**/*.test.ts'],
          exclude: MEASURING,
          testTimeout: 60_000,
          globalSetup: ['test/cli/build-once.mjs'],
          // Afterwards: they start programs of their own.
          maxWorkers: '100%',
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'measuring',
          include: MEASURING,
          testTimeout: 60_000,
          globalSetup: ['test/cli/build-once.mjs'],
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: [
        'api/**/*.ts',
        'cli/**/*.ts',
        'dissectors/**/*.ts',
        'planning/**/*.ts',
        'sensor/**/*.ts',
        'storage/**/*.ts',
      ],
      reporter: ['text', 'html', 'json-summary'],
      thresholds: {
        lines: 90,
        // Of a decoder every line must have been seen to run: what never ran was never right.
        'dissectors/**/*.ts': { lines: 100 },
      },
    },
  },
})
