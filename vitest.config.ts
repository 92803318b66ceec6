import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    env: { FORCE_COLOR: '0', TZ: 'UTC', CACHEQUAKE_NO_LEARN: '1' },
    testTimeout: 120_000,
    // On a machine with other work to do.
    expect: { poll: { timeout: 20_000 } },
    maxWorkers: 2,
  },
});
