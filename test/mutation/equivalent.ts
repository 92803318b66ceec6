import type { Mutant } from './mutants.js';

/** A change that nobody could see from outside, and why. */
interface Equivalent extends Pick<Mutant, 'path' | 'code' | 'replacement'> {
  readonly why: string;
}

/** Looked at one by one when the sample drew them. */
const EQUIVALENT: readonly Equivalent[] = [
  {
    path: 'src/diagnosis/incidents/sum.ts',
    code: 'let most = 0;',
    replacement: '1',
    why: 'A site that broke at all broke once, and only two count.',
  },
  {
    path: 'src/diagnosis/lanes/lanes.ts',
    code: 'return 2 + depth * 10 + shape;',
    replacement: '3',
    why: 'Scores are compared with each other, and with 1.',
  },
  {
    path: 'src/cache/models/name.ts',
    code: "return series === null ? null : { id, maker: 'openai', version: [4, 0.5], line: null };",
    replacement: '1.5',
    why: 'Nothing is told apart between GPT-4o and GPT-5.',
  },
  {
    path: 'src/store/live/following.ts',
    code: 'const listedAt = all.findIndex(({ id }) => id === since);',
    replacement: 'findLastIndex',
    why: 'No two requests have one id.',
  },
  {
    path: 'src/store/scope/listing.ts',
    code: 'all.findIndex(({ id }) => id === state.view.selected),',
    replacement: 'findLastIndex',
    why: 'An id stands there once.',
  },
];

export function isEquivalent({ path, code, replacement }: Mutant): boolean {
  return EQUIVALENT.some(
    item => item.path === path && item.code === code && item.replacement === replacement,
  );
}
