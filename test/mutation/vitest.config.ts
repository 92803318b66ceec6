import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import usual from '../../vitest.config.js';
import { type Mutant, mutated } from './mutants.js';

/** The usual tests, with one mutant in place of its source file: the file on disk stays as it is. */
const mutant: Mutant | null = JSON.parse(process.env.CACHEQUAKE_MUTANT ?? 'null');
// A test of following replaces a package, which would last for the tests after it.
const isolate = mutant === null || mutant.path.startsWith('src/log/');
const root = fileURLToPath(new URL('../..', import.meta.url));

export default mergeConfig(
  usual,
  defineConfig({
    root,
    plugins: [
      {
        name: 'mutant',
        enforce: 'pre',
        transform(code, id) {
          return mutant !== null && id === `${root}${mutant.path}` ? mutated(code, mutant) : null;
        },
      },
    ],
    // Beside other work on the machine: what a mutant slows down is not what it breaks.
    test: { maxWorkers: 1, reporters: ['dot'], bail: 1, isolate, testTimeout: 20_000 },
  }),
);
