import { defineConfig } from 'vitest/config'

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
          testTimeout: 60_000,
          globalSetup: ['test/cli/build-once.mjs'],
          // Afterwards and one by one: they start programs of their own, and some of them measure.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
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
