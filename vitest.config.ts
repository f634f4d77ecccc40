import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      '{packages,apps}/*/{src,test}/**/*.test.ts',
      'bench/src/**/*.test.ts',
      'scripts/**/*.test.ts',
      'spec/**/*.test.ts',
    ],
    pool: 'forks',
    maxWorkers: 2,
    // Workers and child processes that a test starts run TypeScript too, on Node 20 as well.
    execArgv: ['--import', new URL('./scripts/typescript-hook.mjs', import.meta.url).href],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
